/* 薪火：写一半的字不会丢。服务器上替写的人放一份，这台机器上也放一份；存好了、退出了就清掉。 */
(function () {
  "use strict";
  var d = document, me = d.body.dataset.me || "", MARK = "xinhuo:", SENT = "xinhuo-sent";
  var WEEK = 7 * 24 * 3600 * 1000, QUIET = 3000, PATIENCE = 8000, MINUTE = 60000;
  var leaving = false, states = new WeakMap();
  function all(css, from) { return [].slice.call((from || d).querySelectorAll(css)); }
  function box(kind) { try { var s = window[kind]; s.getItem(MARK); return s; } catch (e) { return null; } }
  var here = box("localStorage"), tab = box("sessionStorage");
  function forms() { return me ? all("form[data-draft]") : []; }
  function address(form) { return form.elements.draft_at.value; }
  function keyOf(at) { return MARK + me + ":" + at; }
  function state(form) { if (!states.has(form)) states.set(form, {}); return states.get(form); }

  /* 这台机器上放着的。 */
  function keys() {
    var found = [];
    for (var i = 0; here && i < here.length; i++) if (here.key(i).indexOf(MARK) === 0) found.push(here.key(i));
    return found;
  }
  function copy(key) { try { return JSON.parse(here.getItem(key)); } catch (e) { return null; } }
  function forget(at) { if (here) here.removeItem(keyOf(at)); }

  /* 写了什么：电话、住址、密码从来不放。 */
  function isPrivate(form, name) { return (" " + (form.dataset.private || "") + " ").indexOf(" " + name + " ") >= 0; }
  function saved(field) { return Boolean(field.closest && field.closest("[data-clean]")); } /* 成批录入里存好的行 */
  function rows(form) {
    var found = [];
    new FormData(form).forEach(function (value, name) {
      var field = form.elements[name];
      var hidden = name === "csrfmiddlewaretoken" || name.indexOf("draft_") === 0 || (field && (field.type === "password" || saved(field)));
      if (typeof value === "string" && !hidden && !isPrivate(form, name)) found.push([name, value]);
    });
    return found;
  }
  function written(form) {
    return all('textarea,input[type="text"],input:not([type])', form).some(function (field) {
      return field.name && !isPrivate(form, field.name) && !saved(field) && field.value !== field.defaultValue && field.value.trim().length > 1;
    });
  }
  function worth(form) { return written(form) || Boolean(form.dataset.keptAt && state(form).typed); }
  /* kept：服务器上已经有一样的。服务器上的没了，就是在别处存好了，这里的也不用留。 */
  function acknowledged(form, said) {
    var key = keyOf(address(form)), kept = here && copy(key);
    if (kept && JSON.stringify(kept.rows) === said) { kept.kept = true; here.setItem(key, JSON.stringify(kept)); }
  }
  function keepHere(form) {
    if (!here || leaving) return;
    try {
      if (worth(form)) here.setItem(keyOf(address(form)), JSON.stringify({ at: Date.now(), rows: rows(form) }));
      else forget(address(form));
    } catch (e) { /* 满了，或者不让放：服务器上还有一份 */ }
  }

  /* 送一份到服务器上。 */
  function token(form) {
    var found = /(?:^|; )(?:__Host-)?csrftoken=([^;]+)/.exec(d.cookie);
    return found ? found[1] : form.elements.csrfmiddlewaretoken.value;
  }
  function body(form, doing) {
    var said = new FormData();
    if (doing === "keep") rows(form).forEach(function (r) { said.append(r[0], r[1]); });
    said.append("draft_at", address(form));
    said.append("draft_do", doing);
    said.append("csrfmiddlewaretoken", token(form));
    return said;
  }
  function send(form, doing) {
    var stop = window.AbortController ? new AbortController() : null;
    var wait = setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    var said = JSON.stringify(rows(form));
    if (doing === "keep") keepHere(form);
    state(form).fresh = false;
    return fetch(form.dataset.draft, {
      method: "POST", body: body(form, doing), credentials: "same-origin", redirect: "manual", signal: stop ? stop.signal : undefined
    }).then(function (answer) {
      clearTimeout(wait);
      if (answer.ok && doing === "keep") acknowledged(form, said);
      return answer;
    }, function (cut) { clearTimeout(wait); state(form).fresh = true; throw cut; });
  }
  function line(form, css) {
    var found = form.querySelector(".draft-" + css), bar = all(".bar", form).pop();
    if (!found) {
      found = d.createElement("p");
      found.className = "draft-" + css + " gap-top " + (css === "said" ? "muted" : "note note--wait");
      if (css === "lost") found.setAttribute("role", "alert");
      if (bar) bar.insertAdjacentElement(css === "said" ? "afterend" : "beforebegin", found); else form.append(found);
    }
    return found;
  }
  function say(form, text) { line(form, "said").textContent = text; }
  function quietly(form) {
    if (leaving || !worth(form)) return Promise.resolve();
    var busy = send(form, "keep").then(function (answer) {
      if (answer.type === "opaqueredirect") return ended(form);
      if (answer.status === 429) again(form);
      return answer.text().then(function (text) { if (answer.ok || answer.status === 400 || answer.status === 429) say(form, text); });
    }, function () { say(form, "眼下没有网，字先放在这台机器上"); });
    state(form).busy = busy;
    return busy;
  }
  function again(form) {  /* 这会儿排不上，过半分钟再放 */
    state(form).fresh = true;
    clearTimeout(state(form).remote);
    state(form).remote = setTimeout(function () { quietly(form); }, MINUTE / 2);
  }
  function later(form) {
    var now = state(form);
    now.typed = now.fresh = true;
    clearTimeout(now.local); clearTimeout(now.remote);
    now.local = setTimeout(function () { keepHere(form); }, 300);
    now.remote = setTimeout(function () { quietly(form); }, QUIET);
  }
  ["input", "change"].forEach(function (kind) {
    d.addEventListener(kind, function (e) { var form = e.target.form; if (form && form.matches("[data-draft]")) later(form); });
  });
  function hurry() {
    forms().forEach(function (form) {
      if (leaving || !state(form).fresh || state(form).gone) return;
      keepHere(form);
      if (worth(form) && navigator.sendBeacon) { navigator.sendBeacon(form.dataset.draft, body(form, "keep")); state(form).fresh = false; }
    });
  }
  window.addEventListener("pagehide", hurry);
  d.addEventListener("visibilitychange", function () { if (d.visibilityState === "hidden") hurry(); });
  window.addEventListener("online", function () { forms().forEach(function (form) { if (state(form).fresh) quietly(form); }); });

  /* 点“存好”：先问一声路通不通。不通，字留在这一页上，说明白。 */
  function stay(form, text) {
    delete form.dataset.sent;
    var told = line(form, "lost");
    told.textContent = text;
    told.scrollIntoView({ block: "center" });
    return told;
  }
  function lost(form, button) {
    var word = button ? button.textContent.trim() : "存好";
    stay(form, "网断了，字都还在这台机器上。网通了再点一次“" + word + "”。");
  }
  function ended(form) {
    var at = address(form), link = d.createElement("a");
    link.href = form.dataset.login + "?next=" + encodeURIComponent(at + (at.indexOf("?") < 0 ? "?" : "&") + "draft=1");
    link.textContent = "去登录";
    stay(form, "登录到时间了，字都还在这台机器上。请重新登录，回来接着写。").append(link);
  }
  function go(form, button) {
    form.elements.csrfmiddlewaretoken.value = token(form);
    delete form.dataset.sent;
    form.dataset.go = "1";
    state(form).gone = true;
    if (tab) tab.setItem(SENT, address(form));
    if (form.requestSubmit) { form.requestSubmit(button || undefined); return; }
    if (button && button.name) {
      var same = d.createElement("input");
      same.type = "hidden"; same.name = button.name; same.value = button.value;
      form.append(same);
    }
    form.submit();
  }
  d.addEventListener("submit", function (e) {
    var form = e.target, button = e.submitter;
    if (form.matches("[data-leave]")) { e.preventDefault(); leave(form); return; }
    if (form.matches("[data-drop]")) forget(form.elements.draft_at.value);
    if (e.defaultPrevented || !me || !form.matches("[data-draft]") || (button && button.value === "aside")) return;
    if (form.dataset.go) { delete form.dataset.go; return; }
    e.preventDefault();
    keepHere(form);
    clearTimeout(state(form).remote);
    all(".draft-lost", form).forEach(function (n) { n.remove(); });
    (state(form).busy || Promise.resolve()).then(function () { return send(form, worth(form) ? "keep" : "ask"); }).then(function (answer) {
      if (answer.type === "opaqueredirect") ended(form); else go(form, button);
    }, function () { lost(form, button); });
  });

  /* 退出：没放好的先放好，这台机器上的清干净。 */
  function leave(form) {
    var last = forms().filter(function (f) { return state(f).fresh; }).map(quietly);
    var wait = new Promise(function (done) { setTimeout(done, 2000); });
    function out() {
      leaving = true;
      keys().forEach(function (key) { here.removeItem(key); });
      form.submit();
    }
    Promise.race([Promise.all(last), wait]).then(out, out);
  }

  /* 存上了，这台机器上的就清掉；没存上的（还差几处、过期、断了）留着。 */
  function settle(again) {
    var at = tab && tab.getItem(SENT), entry = performance.getEntriesByType("navigation")[0];
    if (!at) return;
    tab.removeItem(SENT);
    if (again || (entry && entry.type !== "navigate") || !me || d.querySelector(".oops,[data-unsaved]")) return;
    forget(at);
  }

  /* 上次写了一半的，接着写。 */
  function fill(form, said) {
    var left = said.slice();
    var most = Math.max.apply(null, said.map(function (r) { var n = /^r(\d+)-key$/.exec(r[0]); return n ? Number(n[1]) + 1 : 0; }).concat(0));
    form.dispatchEvent(new CustomEvent("xinhuo:rows", { detail: most }));
    function take(name, value) {
      for (var i = 0; i < left.length; i++) {
        if (left[i][0] === name && (value === undefined || left[i][1] === value)) return left.splice(i, 1)[0];
      }
      return null;
    }
    [].forEach.call(form.elements, function (field) {
      if (!field.name || (field.type === "hidden" && !field.closest("[data-row]")) || field.type === "file" || isPrivate(form, field.name)) return;
      if (field.type === "radio" || field.type === "checkbox") { field.checked = Boolean(take(field.name, field.value)); return; }
      var one = take(field.name);
      if (one) field.value = one[1];
    });
    left.forEach(function (r) { /* 从名册里找来的人，这一页上还没有 */
      if (r[0] !== "people") return;
      var more = d.createElement("input");
      more.type = "hidden"; more.name = r[0]; more.value = r[1];
      form.append(more);
    });
    var first = form.querySelector("textarea,input:not([type=hidden])");
    if (first) first.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function offered(at) { return all("[data-offer]").filter(function (n) { return n.dataset.offer === at; })[0]; }
  function button(text, press) {
    var b = d.createElement("button");
    b.type = "button"; b.className = "btn btn--s"; b.textContent = text;
    b.addEventListener("click", press);
    return b;
  }
  function show(form, at, kept) {
    var when = new Date(kept.at), note = d.createElement("div"), said = d.createElement("p"), row = d.createElement("div");
    var mine = at === address(form);
    note.className = "note note--wait gap-bottom"; row.className = "row gap-top";
    said.textContent = "这台机器上有上次写了一半的，" + when.getHours() + "点" + ("0" + when.getMinutes()).slice(-2) + "分放下的。";
    row.append(
      button("接着写", function () {
        if (mine) { fill(form, kept.rows); note.remove(); } else location.assign(at + (at.indexOf("?") < 0 ? "?" : "&") + "draft=1");
      }),
      button("不要了", function () { forget(at); note.remove(); })
    );
    note.append(said, row);
    form.before(note);
    for (var fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
  function offer(form) {
    var at = address(form), kept = here && copy(keyOf(at)), server = offered(at), going = /[?&]draft=1/.test(location.search);
    if (d.querySelector(".oops")) return; /* 写的都在这一页上 */
    if (kept) {
      if (JSON.stringify(kept.rows) === JSON.stringify(rows(form))) return;
      if (kept.kept && !server && !form.dataset.keptAt) forget(at);
      if (kept.kept || Number((server || form).dataset.keptAt || 0) > kept.at + MINUTE) return;
      if (going) { fill(form, kept.rows); return; }
      if (server) server.remove();
      show(form, at, kept);
    } else if (form.dataset.like && !offered(at) && !all("[data-offer]").length) {
      var start = keyOf(form.dataset.like), near = keys().filter(function (k) { return k.indexOf(start) === 0 && !copy(k).kept; }).sort(function (a, b) {
        return copy(b).at - copy(a).at;
      })[0];
      if (near) show(form, near.slice(keyOf("").length), copy(near));
    }
  }
  function begin(e) {
    settle(e.persisted);
    if (!me) return;
    keys().forEach(function (key) {
      var kept = copy(key);
      if (key.indexOf(MARK + me + ":") !== 0 || !kept || kept.at < Date.now() - WEEK) here.removeItem(key);
    });
    forms().forEach(function (form) {
      state(form).gone = false;
      delete form.dataset.go;
      if (!e.persisted) offer(form);
    });
  }
  window.addEventListener("pageshow", begin);
}());
