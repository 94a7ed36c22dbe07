import { createContext, type ReactElement, useContext } from "react";
import type { CustomContainerComponentProps, CustomItemComponentProps } from "virtua";

/** What a list says of itself, of which only a part is drawn. */
export interface ListFacts {
  /** The id of its heading. */
  readonly heading: string;
  /** Lines of the whole list. */
  readonly size: number;
}

/** Of the list around. */
export const ListContext: React.Context<ListFacts> = createContext<ListFacts>({ heading: "", size: 0 });

/** The list itself. */
export function List({ style, children, ref }: CustomContainerComponentProps): ReactElement {
  const { heading } = useContext(ListContext);
  return (
    <ul ref={ref} style={style} aria-labelledby={heading}>
      {children}
    </ul>
  );
}

/** One line, with its place in the whole. */
export function ListItem({ style, index, children, ref }: CustomItemComponentProps): ReactElement {
  const { size } = useContext(ListContext);
  return (
    <li ref={ref} style={style} aria-posinset={index + 1} aria-setsize={size}>
      {children}
    </li>
  );
}
