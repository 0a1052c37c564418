// The list of faults as the server wrote it: read for the marks, and followed to the place in the text.
export function marks(list) {
  const found = new Map();
  for (const place of list.querySelectorAll("[data-line]")) {
    const line = Number(place.dataset.line);
    const message = place.parentElement.querySelector(".fault__message").textContent;
    const before = found.get(line);
    found.set(line, {
      severity: before?.severity === "error" ? "error" : place.dataset.severity,
      message: before ? `${before.message}\n${message}` : message,
    });
  }
  return found;
}

export function goToFault(event, area) {
  const place = event.target.closest("[data-line]");
  if (!place) return;
  event.preventDefault();
  const lines = area.value.split("\n");
  const line = Math.min(Number(place.dataset.line), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  const column = Math.min(Number(place.dataset.column) - 1, lines[line].length);
  area.focus();
  area.setSelectionRange(start + column, start + lines[line].length);
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(line - 4, 0);
}
