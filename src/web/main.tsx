import "./base.css";
import "./parts/parts.css";

import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { goTo, routeOf } from "./platform/route.ts";
import { applySettings } from "./platform/settings.ts";
import { onNotificationClick, registerWorker } from "./push/worker.ts";

applySettings();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
onNotificationClick((hash) => goTo(routeOf(hash)));
void registerWorker();
