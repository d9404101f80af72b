// "14288" is read as 142/88, and shown so before it is saved. The server reads it again by the
// same rule: the last two or three digits are the diastolic value, which is the lower one.
const LENGTHS = { 4: 2, 5: 3, 6: 3 };

export function bloodPressure(root) {
  const box = root.querySelector("[data-pressure]");
  const said = root.querySelector("[data-pressure-reads]");
  if (!box || !said) return;
  const show = () => {
    said.textContent = reads(box.value.trim());
  };
  box.addEventListener("input", show);
  show();
}

export function reads(text) {
  if (!text) return "Digits only: 14288 is read as 142/88.";
  const parts = /^(\d{2,3})\s*\/\s*(\d{2,3})$/.exec(text) ?? split(text);
  if (!parts) return "Type all digits of both values, like 14288.";
  const [, upper, lower] = parts;
  return Number(lower) < Number(upper)
    ? `Reads as ${upper}/${lower} mmHg`
    : `${upper}/${lower}: the first value must be the higher one.`;
}

function split(text) {
  const at = /^\d+$/.test(text) ? LENGTHS[text.length] : undefined;
  return at && [text, text.slice(0, at), text.slice(at)];
}
