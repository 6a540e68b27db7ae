// Progress, kept in the browser. Where it refuses, or is full, the page works all the same and says so.

const store = (() => {
  const TOKEN = "calcinosis-quiz code";
  let failed = false;

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  function write(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value));
      failed = false;
    } catch {
      failed = true;
    }
  }

  function forget(name) {
    try {
      localStorage.removeItem(name);
    } catch {
      failed = true;
    }
  }

  const nameOf = (data) =>
    ["calcinosis-quiz", ...data.banks.map((each) => each.bank), data.form, data.fingerprint].filter(Boolean).join(" ");

  // What another version of the page, or somebody's own hand, left there is passed over.
  function isWhole(state, data) {
    const known = new Set(data.questions.map((each) => each.id));
    return Boolean(state) && ["practice", "exam"].includes(state.mode) && (data.keyed || state.mode === "exam")
      && Array.isArray(state.ids) && state.ids.length > 0 && state.ids.every((id) => known.has(id))
      && [state.entries, state.settled, state.seconds].every((each) => Array.isArray(each) && each.length === state.ids.length)
      && Array.isArray(state.flags) && state.at >= 0 && state.at < state.ids.length
      && ["asking", "review", "slips", "end"].includes(state.stage);
  }

  return {
    load: (data) => {
      const state = read(nameOf(data));
      return isWhole(state, data) ? state : null;
    },
    save: (data, state) => write(nameOf(data), state),
    forget: (data) => forget(nameOf(data)),
    loadToken: () => {
      const token = read(TOKEN);
      return typeof token === "string" ? token : null;
    },
    saveToken: (token) => write(TOKEN, token),
    hasFailed: () => failed,
  };
})();
