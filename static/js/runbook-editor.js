// The runbook's textarea with line numbers and fault marks. Without this module it is a plain form that works.
import { numberLines } from "./editor-gutter.js";
import { goToFault, marks } from "./editor-faults.js";
import { indentWithTab, saveWithKey, warnBeforeLeaving } from "./editor-keys.js";

const form = document.getElementById("runbook-form");
const area = document.getElementById("text");
const gutter = form.querySelector(".editor__gutter");
const faults = document.getElementById("faults");

const redraw = () => numberLines(gutter, area, marks(faults));

gutter.hidden = false;
redraw();
area.addEventListener("input", redraw);
area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; });
faults.addEventListener("htmx:afterSwap", redraw);
faults.addEventListener("click", (event) => goToFault(event, area));
indentWithTab(area);
saveWithKey(form);
warnBeforeLeaving(form, area);
