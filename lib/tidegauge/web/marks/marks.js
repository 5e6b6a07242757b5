// A text in which a reviewer marks words: what the mouse selects, or, once the text has the focus, word by word with the
// arrow keys (Shift takes more words in) and Enter. A click on a mark, or Enter on it, removes it. The text is only ever
// a text node: nothing in it is read as HTML.
const states = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  const box = parentElement.querySelector(".tg-marks") ?? made(parentElement);
  let state = states.get(box);
  if (!state) {
    state = { spans: data.spans ?? [], at: 0, from: 0 };
    states.set(box, state);
  }
  if (state.text !== data.text) {
    state.text = data.text;
    state.words = [...data.text.matchAll(/\S+/gu)].map(word => [word.index, word.index + word[0].length]);
    state.parts = parted(data.text);
    box.replaceChildren(...state.parts.map(one => one.element));
  }
  box.style.maxHeight = `${data.height}px`;
  box.setAttribute("aria-label", data.label);

  const changed = spans => {
    state.spans = spans;
    draw(box, state);
    setStateValue("spans", spans);
  };
  box.onmouseup = () => {
    const chosen = selected(box, state.text);
    if (chosen) {
      getSelection().removeAllRanges();
      changed(added(state.spans, chosen));
    }
  };
  box.onclick = event => {
    const mark = event.target.closest("mark");
    if (mark && getSelection().isCollapsed) {
      changed(state.spans.filter((_, number) => number !== Number(mark.dataset.number)));
    }
  };
  box.onkeydown = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 }[event.key];
    if (step && state.words.length) {
      state.at = Math.min(Math.max(state.at + step, 0), state.words.length - 1);
      if (!event.shiftKey) state.from = state.at;
      draw(box, state);
      box.querySelector(".tg-word")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && state.words.length) {
      changed(toggled(state.spans, cursor(state)));
      state.from = state.at;
    } else return;
    // These keys are about the text, and no step back in the batch.
    event.preventDefault();
    event.stopPropagation();
  };
  draw(box, state);
}

function made(parent) {
  const box = document.createElement("div");
  box.className = "tg-marks";
  box.tabIndex = 0;
  for (const [name, value] of [["role", "textbox"], ["aria-readonly", "true"], ["aria-multiline", "true"]]) {
    box.setAttribute(name, value);
  }
  parent.append(box);
  return box;
}

const cursor = state => {
  const [first, last] = state.at < state.from ? [state.at, state.from] : [state.from, state.at];
  return [state.words[first][0], state.words[last][1]];
};

// The characters that the mouse selected, without the blanks around them.
function selected(box, text) {
  const selection = getSelection();
  if (selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  const words = text.slice(start, start + range.toString().length);
  const from = start + words.length - words.trimStart().length;
  const until = from + words.trim().length;
  return until > from ? [from, until] : null;
}

const touching = ([start, end], [from, until]) => start < until && from < end;

// Marks that overlap become one.
function added(spans, span) {
  const rest = spans.filter(one => !touching(one, span));
  const every = [span, ...spans.filter(one => touching(one, span))];
  const whole = [Math.min(...every.map(one => one[0])), Math.max(...every.map(one => one[1]))];
  return [...rest, whole].sort((one, other) => one[0] - other[0]);
}

function toggled(spans, span) {
  const inside = spans.find(one => one[0] <= span[0] && span[1] <= one[1]);
  return inside ? spans.filter(one => one !== inside) : added(spans, span);
}

// A long text stands in parts, at the end of a line where there is one: a browser lays only that part out again in which
// something is marked, and none that is out of sight.
const PART = 5000;

function parted(text) {
  const parts = [];
  for (let start = 0; start < text.length || !parts.length; ) {
    let end = text.length;
    if (end - start > 4 * PART) {
      const line = text.indexOf("\n", start + PART) + 1;
      const blank = text.indexOf(" ", start + PART) + 1;
      end = line && line - start < 2 * PART ? line : blank && blank - start < 2 * PART ? blank : start + 2 * PART;
    }
    // Never between the two halves of one character.
    if (/[\udc00-\udfff]/.test(text.charAt(end))) end += 1;
    const element = document.createElement("div");
    if (end - start < text.length) element.className = "tg-part";
    parts.push({ start, end, element });
    start = end;
  }
  return parts;
}

function draw(box, state) {
  const word = state.words.length ? cursor(state) : [0, 0];
  for (const part of state.parts) {
    const within = [part.start, part.end];
    const spans = state.spans.map((one, number) => [...one, number]).filter(one => touching(one, within));
    const look = JSON.stringify([spans, touching(word, within) && word]);
    if (look === part.look) continue;
    part.look = look;
    const cuts = [...within, ...word, ...spans.flatMap(([start, end]) => [start, end])];
    const inside = cuts.filter(one => part.start <= one && one <= part.end);
    const places = [...new Set(inside)].sort((one, other) => one - other);
    part.element.replaceChildren(...places.slice(1).map((end, at) => piece(state, places[at], end, spans, word)));
  }
}

function piece(state, start, end, spans, word) {
  const mark = spans.find(one => one[0] <= start && end <= one[1]);
  const at = word[0] <= start && end <= word[1];
  const text = state.text.slice(start, end);
  if (!mark && !at) return document.createTextNode(text);
  const element = document.createElement(mark ? "mark" : "span");
  element.textContent = text;
  if (at) element.className = "tg-word";
  if (mark) element.dataset.number = mark[2];
  return element;
}
