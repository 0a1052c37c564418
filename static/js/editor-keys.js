// Keys of the editor. Escape gives Tab back to the page, so that nobody is caught in the field.
export function indentWithTab(area) {
  let leaving = false;
  area.addEventListener("blur", () => { leaving = false; });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaving = true;
    if (event.key !== "Tab" || event.shiftKey || leaving) return;
    event.preventDefault();
    insert(area, "  ");
  });
}

// execCommand keeps the browser's undo; where it is gone, the text is set without.
function insert(area, text) {
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

export function saveWithKey(form) {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

// A refused text comes back in the field: it differs from what is in force, so leaving would lose it too.
export function warnBeforeLeaving(form, area) {
  const loaded = area.value;
  let saving = false;
  form.addEventListener("submit", () => { saving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!saving && area.value !== loaded) event.preventDefault();
  });
}
