// What a reviewer has typed and not said yet, kept by this browser alone: a reload or a crash loses none of it, and no
// server, and so no label, ever hears of it. Once the sample is labelled or skipped, its texts are forgotten.
const PREFIX = "tidegauge-draft:";
const held = new WeakMap();

export default function ({ parentElement, data }) {
  const scope = `${PREFIX}${data.scope}:`;
  forget(scope, data.fields);
  const before = held.get(parentElement);
  if (before?.look === JSON.stringify([scope, data.fields])) return;
  before?.stop();
  const stop = watch(scope, data.fields);
  held.set(parentElement, { look: JSON.stringify([scope, data.fields]), stop });
  return stop;
}

// Of a batch only the sample on the screen has texts that are not said.
function forget(scope, fields) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(scope) && !fields.includes(key.slice(scope.length))) localStorage.removeItem(key);
  }
}

function watch(scope, fields) {
  const keep = event => {
    const field = fields.find(one => event.target.closest?.(`.st-key-${one}`));
    if (!field) return;
    if (event.target.value) localStorage.setItem(scope + field, event.target.value);
    else localStorage.removeItem(scope + field);
  };
  document.addEventListener("input", keep);
  let tries = 0;
  // The fields may be drawn after this script is: they are looked for until they are there, for two seconds at most.
  const timer = setInterval(() => {
    const missing = fields.filter(one => localStorage.getItem(scope + one) && !restored(one, localStorage.getItem(scope + one)));
    if (!missing.length || ++tries > 20) clearInterval(timer);
  }, 100);
  return () => {
    clearInterval(timer);
    document.removeEventListener("input", keep);
  };
}

// Puts a text where it was typed, if nothing stands there; returns whether the field is there.
function restored(field, text) {
  const box = document.querySelector(`.st-key-${field} textarea, .st-key-${field} input`);
  if (!box) return false;
  if (!box.value) {
    const kind = box.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    // As after typing: what stands in a field counts for Streamlit once the field is left.
    box.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }
  return true;
}
