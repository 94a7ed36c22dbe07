import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { applySettings } from "./platform/settings.ts";
import "./base.css";
import "./parts/parts.css";

applySettings();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
