// What all interactive cards share: entries that can be pressed, and one line that says how it went.

function calcinosisButton(entry, press) {
  // `tappable` keeps the phone from turning the card over.
  var button = document.createElement("button");
  button.type = "button";
  button.className = "entry tappable";
  button.dir = "auto";
  while (entry.firstChild) button.appendChild(entry.firstChild);
  var mark = document.createElement("span");
  mark.className = "mark";
  button.append(" ", mark);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", function () { if (!calcinosisIsDone(button)) press(); });
  entry.appendChild(button);
  return button;
}

function calcinosisIsDone(element) {
  return element.closest("main").classList.contains("done");
}

function calcinosisMark(entry, text, kind) {
  var button = entry.querySelector("button");
  button.querySelector(".mark").textContent = text || "";
  if (kind) entry.classList.add(kind);
}

function calcinosisPress(entry, pressed) {
  entry.querySelector("button").setAttribute("aria-pressed", String(pressed));
}

function calcinosisControls(card, check) {
  var controls = document.createElement("div");
  controls.className = "controls";
  var said = document.createElement("div");
  said.className = "said";
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  var button = null;
  if (check) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "check tappable";
    button.textContent = "Check";
    button.disabled = true;
    button.addEventListener("click", function () { if (!calcinosisIsDone(button)) check(); });
    controls.appendChild(button);
  }
  controls.appendChild(said);
  var keys = document.createElement("div");
  keys.className = "keys";
  keys.textContent = "Keys: the letter at the right, or Alt and the number" + (check ? "; C checks." : ".");
  controls.appendChild(keys);
  card.appendChild(controls);
  return {
    ready: function (yes) { if (button) button.disabled = !yes; },
    finish: function (text, right) {
      card.classList.add("done");
      if (button) button.hidden = true;
      card.querySelectorAll("button.entry").forEach(function (each) { each.setAttribute("aria-disabled", "true"); });
      said.textContent = (right ? "\u2713 " : "\u2717 ") + text;
      said.classList.add(right ? "right" : "wrong");
    }
  };
}

function calcinosisHint(card, text) {
  var hint = document.createElement("div");
  hint.className = "hint";
  hint.textContent = text;
  card.querySelector(".stem").insertAdjacentElement("afterend", hint);
}
