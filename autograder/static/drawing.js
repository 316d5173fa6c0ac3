// The drawing widget's page side, an anywidget module. The traits that it shares with the kernel are described at the top of
// autograder/drawing.py. Whatever comes from the kernel reaches the page as text or as pixels, never as HTML.

const INK = "#1a1a1a";
const BRUSH = { smallest: 8, usual: 22, largest: 40 };
const PAUSE = 150; // milliseconds without a movement, after which an unfinished drawing is asked about
const PATIENCE = 2500; // milliseconds without an answer, after which the wait is explained
const NETWORK_SIDE = 28;
const EMPTY = "Draw a digit from 0 to 9.";

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function labelled(text, ...children) {
  return element("section", "", element("p", "draw-label", text), ...children);
}

// A smooth line: each recorded point bends a curve between the middles of its two neighbouring segments.
function trace(context, { width, points }) {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const [nextX, nextY] = points[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  const [endX, endY] = points[points.length - 1];
  context.lineTo(endX + 0.01, endY); // a dot is a line, too: one without any length would not be painted
  context.stroke();
}

function draw(canvas, strokes, scale, ink) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = ink;
  for (const stroke of strokes) trace(context, stroke);
  return context;
}

// The drawing as the kernel gets it: always side x side, whatever the screen, and black whatever INK is.
function pixels(strokes, side) {
  if (!strokes.length) return new Uint8Array();
  const canvas = element("canvas");
  canvas.width = canvas.height = side;
  const { data } = draw(canvas, strokes, 1, "#000").getImageData(0, 0, side, side);
  return Uint8Array.from({ length: side * side }, (_, i) => data[4 * i]);
}

function share(probability) {
  return probability === null ? "NaN" : `${(100 * probability).toFixed(1)} %`;
}

function render({ model, el }) {
  const side = model.get("side");
  const paper = element("canvas", "draw-paper");
  paper.setAttribute("role", "img");
  paper.setAttribute("aria-label", "Drawing area: draw a digit with mouse, finger or pen");

  const brush = element("input", "draw-size");
  Object.assign(brush, { type: "range", min: BRUSH.smallest, max: BRUSH.largest, value: BRUSH.usual });
  const undo = element("button", "draw-undo", "Undo");
  undo.title = "Take back the last stroke";
  const clear = element("button", "draw-clear", "Clear");
  clear.title = "Start with an empty page";
  undo.type = clear.type = "button";

  const digit = element("div", "draw-digit");
  const seen = element("canvas", "draw-seen");
  seen.width = seen.height = NETWORK_SIDE;
  seen.setAttribute("role", "img");
  const caption = element("p", "draw-caption");
  const bars = Array.from({ length: 10 }, (_, i) => {
    const track = element("span", "draw-track");
    track.setAttribute("aria-hidden", "true");
    const number = element("span", "draw-share");
    return { track, number, row: element("li", "", element("span", "", String(i)), track, number) };
  });
  const list = element("ol", "", ...bars.map(({ row }) => row));
  list.setAttribute("role", "list"); // Safari takes a list without bullets for none
  list.setAttribute("aria-label", "Probability of each digit");
  const note = element("p", "draw-note");
  note.setAttribute("role", "status"); // its words are read out: a screen reader announces the answer with its probability
  note.setAttribute("aria-live", "polite");

  const answerPart = labelled("Answer of classify", digit);
  const barsPart = labelled("Probabilities from the network", list);
  barsPart.className = "draw-bars";
  const results = element("div", "draw-results", answerPart, barsPart, labelled("What the network saw", seen, caption));
  const tools = element("div", "draw-tools", element("label", "draw-brush", "Brush", brush), undo, clear);
  const root = element(
    "div",
    "autograder-drawing",
    element("div", "draw-left", element("p", "draw-label", "Your drawing"), paper, tools),
    element("div", "draw-right", results, note),
  );
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Draw a digit");
  // Else JupyterLab takes the arrow keys to move on to the next cell, and Enter to edit this one.
  for (const control of [brush, undo, clear]) control.dataset.lmSuppressShortcuts = "true";
  el.append(root);

  let stroke = null; // under the pen, not yet in the model
  let pen = null;
  let paused;
  let explained;

  function drawn() {
    return stroke ? [...model.get("strokes"), stroke] : model.get("strokes");
  }

  function repaint() {
    const sharp = Math.round(side * Math.max(1, window.devicePixelRatio || 1));
    if (paper.width !== sharp) paper.width = paper.height = sharp;
    draw(paper, drawn(), sharp / side, INK);
    undo.disabled = clear.disabled = !model.get("strokes").length;
  }

  // Where the kernel is busy, ipywidgets keeps only the newest state to send: unfinished drawings do not queue up.
  function send() {
    clearTimeout(paused);
    model.set("image", new DataView(pixels(drawn(), side).buffer));
    model.set("number", model.get("number") + 1);
    model.save_changes();
  }

  function wait() {
    clearTimeout(explained);
    results.setAttribute("aria-busy", "true");
    explained = setTimeout(() => {
      note.textContent = "No answer yet: the kernel is busy. After a restart, run the cells again.";
    }, PATIENCE);
  }

  function show() {
    const answer = model.get("answer");
    const isEmpty = !model.get("strokes").length && !stroke;
    // An answer to an earlier drawing comes too late: the one to this drawing is on its way.
    if (!isEmpty && answer.number !== model.get("number")) return wait();
    clearTimeout(explained);
    results.setAttribute("aria-busy", "false");
    const { digit: named = null, probabilities = [], images = 0, note: words = "" } = isEmpty ? {} : answer;
    const told = probabilities.length === bars.length;

    digit.textContent = named === null ? "–" : String(named);
    digit.toggleAttribute("data-none", named === null);
    bars.forEach(({ row, track, number }, i) => {
      const probability = told ? probabilities[i] : 0;
      track.style.setProperty("--share", Math.min(1, Math.max(0, probability ?? 0)));
      number.textContent = told ? share(probability) : "";
      row.toggleAttribute("data-chosen", i === named);
    });
    showSeen(isEmpty ? null : answer.seen);
    if (images > 0) {
      caption.textContent = `${images > 1 ? `First of ${images} images` : "28 × 28 pixels"}, values ${answer.reach}`;
    } else {
      caption.textContent = "";
    }
    note.toggleAttribute("data-problem", Boolean(words));
    if (words) note.textContent = words;
    else note.textContent = named === null ? EMPTY : `Read as ${named} (${share(probabilities[named])}).`;
  }

  function showSeen(bytes) {
    const context = seen.getContext("2d");
    context.clearRect(0, 0, NETWORK_SIDE, NETWORK_SIDE);
    seen.setAttribute("aria-label", bytes ? "The image that the network saw" : "The network has seen no image");
    if (!bytes) return;
    const greys = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const image = context.createImageData(NETWORK_SIDE, NETWORK_SIDE);
    greys.forEach((grey, i) => image.data.set([grey, grey, grey, 255], 4 * i));
    context.putImageData(image, 0, 0);
  }

  function extend(event) {
    const box = paper.getBoundingClientRect();
    const border = paper.clientLeft;
    const scale = side / paper.clientWidth;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of coalesced.length ? coalesced : [event]) {
      const x = (clientX - box.left - border) * scale;
      const y = (clientY - box.top - border) * scale;
      stroke.points.push([Math.round(10 * x) / 10, Math.round(10 * y) / 10]);
    }
    repaint();
  }

  function change(strokes) {
    model.set("strokes", strokes);
    send();
  }

  function end(event) {
    if (!stroke || event.pointerId !== pen) return;
    const finished = drawn();
    stroke = pen = null;
    change(finished);
  }

  paper.addEventListener("pointerdown", (event) => {
    if (stroke || event.button !== 0) return; // a second finger, or the other mouse button
    event.preventDefault();
    try {
      paper.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already: what it left is a dot.
    }
    pen = event.pointerId;
    stroke = { width: Number(brush.value), points: [] };
    extend(event);
  });
  paper.addEventListener("pointermove", (event) => {
    if (!stroke || event.pointerId !== pen) return;
    extend(event);
    clearTimeout(paused);
    paused = setTimeout(send, PAUSE);
  });
  paper.addEventListener("pointerup", end);
  paper.addEventListener("pointercancel", end);
  paper.addEventListener("lostpointercapture", end);
  undo.addEventListener("click", () => change(model.get("strokes").slice(0, -1)));
  clear.addEventListener("click", () => change([]));

  const redraw = () => {
    repaint();
    show();
  };
  model.on("change:strokes", redraw);
  model.on("change:number", show);
  model.on("change:answer", show);
  // Zooming, and a move to another screen, change how many of its pixels the paper has. Such a move need not resize the
  // window, and a query is for one ratio only: each change asks for the next.
  let ratio = null;
  function watchRatio() {
    ratio?.removeEventListener("change", watchRatio);
    ratio = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    ratio.addEventListener("change", watchRatio);
    repaint();
  }
  watchRatio();
  redraw();

  return () => {
    clearTimeout(paused);
    clearTimeout(explained);
    model.off("change:strokes", redraw);
    model.off("change:number", show);
    model.off("change:answer", show);
    ratio.removeEventListener("change", watchRatio);
  };
}

export default { render };
