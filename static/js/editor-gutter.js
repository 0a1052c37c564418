// Line numbers beside a textarea; a line with a fault carries its mark and says the fault when pointed at.
export function numberLines(gutter, area, marks) {
  const count = area.value.split("\n").length;
  const numbers = Array.from({ length: count }, (_, index) => numberOf(index + 1, marks.get(index + 1)));
  gutter.replaceChildren(...numbers);
  gutter.scrollTop = area.scrollTop;
}

function numberOf(line, mark) {
  const number = document.createElement("span");
  number.className = mark ? `editor__number editor__number--${mark.severity}` : "editor__number";
  number.textContent = line;
  if (mark) number.title = mark.message;
  return number;
}
