import { Component, type ReactNode, Suspense } from "react";
import { Button } from "./button.tsx";

interface LateProps {
  /** What is shown until it is there; nothing, if nothing is given. */
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

/**
 * Something of the page that is loaded when it is first needed. If it can't be had, since there is no network or the
 * server has another page by now, it is said so there, and the rest of the page goes on.
 */
export class Late extends Component<LateProps, { readonly isLost: boolean }> {
  override state: { readonly isLost: boolean } = { isLost: false };

  static getDerivedStateFromError(): { readonly isLost: boolean } {
    return { isLost: true };
  }

  override render(): ReactNode {
    const { fallback = null, children } = this.props;
    if (!this.state.isLost) return <Suspense fallback={fallback}>{children}</Suspense>;
    return (
      <div className="problem late-lost" role="alert">
        <p>This part of the page could not be loaded.</p>
        <Button onClick={() => location.reload()}>Load the page again</Button>
      </div>
    );
  }
}
