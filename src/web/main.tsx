import "./without-eval.js";
import "./style.css";
import { render } from "preact";
import { version } from "../version.js";

const app = document.getElementById("app");
if (app) render(<h1>hrta lab {version}</h1>, app);
