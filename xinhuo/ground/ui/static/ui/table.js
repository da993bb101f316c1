/* 成批录入：离开一行、按回车，就存好那一行。没有脚本，整张表一次送，照样行。 */
(function () {
  "use strict";
  var form = document.querySelector("form[data-table]");
  if (!form || !window.FormData || !window.fetch) return;
  var rows = form.querySelector("[data-rows]"), blank = form.querySelector("template");
  var OWN = ["names", "content", "youth_count", "effect"], CARRIED = ["held_on", "kind", "place"];
  function all() { return [].slice.call(rows.querySelectorAll("[data-row]")); }
  function field(row, name) { return row.querySelector('[name$="-' + name + '"]'); }
  function text(row) {
    return OWN.concat(CARRIED).map(function (n) { return field(row, n).value; })
      .concat([].map.call(row.querySelectorAll('[name$="-who"]'), function (s) { return s.value; })).join("\u0001");
  }
  function empty(row) { return !OWN.some(function (n) { return field(row, n).value.trim(); }); }
  function dirty(row) { return !(empty(row) && !row.dataset.key) && text(row) !== row.dataset.kept; }
  /* 写一半的字，drafts.js替着放；存好的、空着的行不用放。 */
  function waits(row) { return dirty(row) || row.dataset.busy || row.dataset.wanting; }
  function mark() { all().forEach(function (row) { row.toggleAttribute("data-clean", !waits(row)); }); }
  function settled(row) { mark(); field(row, "content").dispatchEvent(new Event("change", { bubbles: true })); }
  function key() { /* 网址不是https也要能用，所以不用randomUUID */
    var b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    var h = [].map.call(b, function (n) { return (n + 256).toString(16).slice(1); }).join("");
    return h.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
  function add() {
    var number = all().length, box = document.createElement("div");
    box.innerHTML = blank.innerHTML.split("__row__").join("r" + number).split("__number__").join(number + 1);
    var row = box.querySelector("[data-row]");
    field(row, "key").value = key();
    rows.append(row);
    mark();
    return row;
  }
  function carry(row) { /* 新的一行先照上一行：一叠本子常是同一个月、同一类事 */
    var before = all()[all().indexOf(row) - 1];
    if (!before || !empty(row) || row.dataset.started) return;
    row.dataset.started = "1";
    CARRIED.forEach(function (n) { if (!field(row, n).value) field(row, n).value = field(before, n).value; });
  }
  function said(row, words, css) {
    var box = row.querySelector("[data-said]"), line = box.querySelector(".said__now") || document.createElement("p");
    line.className = "said__now " + (css || "hint"); line.textContent = words;
    box.append(line);
  }
  function show(row, html) {
    var box = row.querySelector("[data-said]"), inside = box.contains(document.activeElement);
    box.innerHTML = html;
    var told = box.querySelector(".said"), wrong = (told.dataset.wrong || "").split(" ");
    OWN.concat(CARRIED).forEach(function (n) {
      var bad = wrong.indexOf(n) > -1 || (n === "names" && wrong.indexOf("who") > -1), one = field(row, n);
      if (bad) { one.setAttribute("aria-invalid", "true"); one.setAttribute("aria-describedby", one.id + "-e"); }
      else { one.removeAttribute("aria-invalid"); one.removeAttribute("aria-describedby"); }
    });
    row.classList.toggle("entry--ok", !!told.dataset.saved);
    if (told.dataset.saved) row.dataset.key = "1";
    if (told.dataset.saved || !told.dataset.wrong) delete row.dataset.wanting; else row.dataset.wanting = "1";
    var ask = box.querySelector("select");
    if (ask && (inside || row.dataset.wait)) ask.focus();
    delete row.dataset.wait;
    return !!told.dataset.saved;
  }
  function save(row) {
    if (row.dataset.busy) { row.dataset.again = "1"; return; }
    if (!dirty(row)) return;
    var body = new FormData(), sent = text(row);
    [].forEach.call(row.querySelectorAll("[name]"), function (one) { body.append(one.name, one.value); });
    body.append("unit", form.elements.unit.value);
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    row.dataset.busy = "1";
    said(row, "正在存…");
    fetch(form.dataset.table, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (html) {
      row.dataset.kept = sent;
      show(row, html);
      if (text(row) !== sent && !row.querySelector(".ask")) row.dataset.kept = "";
      else if (row.querySelector(".ask")) row.dataset.kept = text(row);
    }).catch(function () {
      said(row, "网断了或者要重新登录，这一行还没有存。字还在，接上以后按一次回车。", "errmsg");
    }).then(function () {
      delete row.dataset.busy;
      settled(row);
      if (row.dataset.again) { delete row.dataset.again; save(row); }
    });
  }
  function next(row) { return all()[all().indexOf(row) + 1] || add(); }
  rows.addEventListener("input", function (e) {
    var row = e.target.closest("[data-row]");
    if (row === all()[all().length - 1] && !empty(row)) add();
    mark();
  });
  rows.addEventListener("change", mark);
  form.addEventListener("xinhuo:rows", function (e) { while (all().length < e.detail) add(); }); /* 放着的行比页面上的多 */
  rows.addEventListener("focusin", function (e) { carry(e.target.closest("[data-row]")); });
  rows.addEventListener("focusout", function (e) {
    var row = e.target.closest("[data-row]");
    if (!e.relatedTarget || !row.contains(e.relatedTarget)) save(row);
  });
  rows.addEventListener("keydown", function (e) {
    if (e.key !== "Enter" || e.isComposing || e.keyCode === 229 || e.target.closest("a")) return;
    e.preventDefault(); /* 拼音选字的回车不算 */
    var row = e.target.closest("[data-row]");
    if (empty(row)) return;
    save(row);
    field(next(row), "held_on").focus();
    var first = document.activeElement;
    if (first.select) first.select();
  });
  form.addEventListener("submit", function (e) {
    e.preventDefault();
    all().forEach(save);
  });
  window.addEventListener("online", function () { all().forEach(save); });
  window.addEventListener("beforeunload", function (e) {
    if (all().some(function (row) { return dirty(row) || row.dataset.busy; })) { e.preventDefault(); e.returnValue = ""; }
  });
  all().forEach(function (row) { /* 刚打开的、没有脚本时存过的 */
    if (field(row, "seen").value) { row.dataset.key = "1"; row.dataset.kept = row.hasAttribute("data-waits") ? "" : text(row); }
  });
  mark();
})();
