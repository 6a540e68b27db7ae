// What holds the screens together: one session, drawn anew at every step, and kept after each.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(data.questions.map((each) => [each.id, each]));
  const page = document.getElementById("page");
  // Stands there all the time: what appears together with its words is not always read out.
  const spoken = element.make("p", { class: "spoken", role: "status" });
  let since = 0; // when the question on screen was opened, in milliseconds

  const app = {
    data, state: null, questions: [], take: null, heading: null, clock: null, notice: "", verdict: "", renewResult: null,

    begin(choice) {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0];
      app.open(session.begin(data, { seed, now: Date.now(), ...choice }));
      app.save();
      app.draw();
    },
    open(state) {
      app.state = state;
      app.questions = state.ids.map((id) => byId.get(id));
      app.notice = "";
    },
    go(place) {
      if (place < 0 || place >= app.state.ids.length) return;
      count();
      app.state.at = place;
      app.show("asking");
    },
    isWhole: () => entry.read(app.questions[app.state.at], app.state.entries[app.state.at]).state === "ready",
    // On to the next question that is open; where there is no other, to the end.
    skip() {
      const { state } = app, places = state.ids.map((_, i) => (state.at + 1 + i) % state.ids.length);
      const next = places.find((i) => i !== state.at && !state.settled[i]);
      if (next === undefined) app.handIn();
      else app.go(next);
    },
    show(stage) {
      count();
      app.state.stage = stage;
      app.save();
      app.draw();
    },
    settle() {
      count();
      session.settle(app.state, app.questions, app.state.at);
      app.save();
      app.draw({ stay: true });
    },
    handIn(notice = "") {
      count();
      app.notice = notice;
      const asks = app.state.mode === "exam" && data.keyed
        && app.questions.some((_, i) => session.suggestAt(app.state, app.questions, i));
      if (asks) app.show("slips");
      else app.finish();
    },
    finish() {
      session.finish(app.state, app.questions, Date.now());
      app.save();
      app.draw();
    },
    leave() {
      store.forget(data);
      app.state = null;
      app.draw();
    },
    save() {
      store.save(data, app.state);
      if (app.renewResult && app.state.stage === "end") app.renewResult();
    },
    canStore() {
      store.saveToken(app.token());
      return !store.hasFailed();
    },
    token() {
      app.code = app.code || store.loadToken() || result.makeToken(crypto.getRandomValues(new Uint32Array(5)));
      return app.code;
    },
    keepToken(code) {
      app.code = code;
      store.saveToken(code);
    },

    // `stay`: the question stays, with what is said about it; the place on the page and the focus on the way on.
    draw({ stay = false } = {}) {
      app.take = app.heading = app.clock = app.renewResult = null;
      const screens = { asking: asking.draw, review: review.draw, slips: review.drawSlips, end: ending.draw };
      const drawn = app.state ? screens[app.state.stage](app) : start.draw(app);
      if (!app.state) document.title = data.title;
      page.replaceChildren(...[drawn].flat().filter(Boolean));
      since = performance.now();
      tick();
      if (stay) {
        page.querySelector(".bar .primary").focus({ preventScroll: true });
        spoken.textContent = app.verdict;
      } else {
        spoken.textContent = "";
        window.scrollTo(0, 0);
        if (app.heading) app.heading.focus({ preventScroll: true });
      }
    },
  };

  // Adds the time on the question to its seconds; time in another tab is none.
  function count(isSeen = !document.hidden) {
    const { state } = app, now = performance.now();
    if (isSeen && state && state.stage === "asking" && !(state.mode === "practice" && state.settled[state.at])) {
      state.seconds[state.at] += (now - since) / 1000;
    }
    since = now;
  }

  function tick() {
    const { state } = app;
    if (!state || !state.deadline || !["asking", "review"].includes(state.stage)) return;
    const left = Math.ceil((state.deadline - Date.now()) / 1000);
    if (left <= 0) {
      app.handIn("Time is up: your answers were handed in as they stood.");
      return;
    }
    const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60, seconds = String(left % 60).padStart(2, "0");
    if (app.clock) app.clock.textContent = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
    if (app.clock) app.clock.classList.toggle("short", left <= 60);
    if ([600, 300, 60].includes(left)) spoken.textContent = `${left / 60} minute${left === 60 ? "" : "s"} left.`;
  }

  // A phone may end a page that is out of sight at any moment.
  function keep() {
    if (!app.state) return;
    count(true);
    app.save();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
    else since = performance.now();
    tick();
  });
  window.addEventListener("pagehide", () => {
    if (!document.hidden) keep();
  });
  window.addEventListener("beforeprint", () => document.getElementById("paper").replaceChildren(...paper.draw(app)));
  window.addEventListener("afterprint", () => document.getElementById("paper").replaceChildren());
  setInterval(tick, 1000);
  document.body.append(spoken);
  keys.listen(app);
  const kept = store.load(data);
  if (kept) app.open(kept);
  app.draw();
})();
