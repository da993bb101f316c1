/* 薪火：只是锦上添花，没有它，所有事情照样能办。 */
(function () {
  "use strict";
  var d = document, root = d.documentElement;
  root.classList.add("js");

  /* 字号：当场换，不重新打开页面，写了一半的字不会丢。 */
  var SIZES = { 1: "", 2: "zi-da", 3: "zi-te" };
  d.addEventListener("submit", function (e) {
    var form = e.target;
    if (!form.matches(".zihao") || !e.submitter) return;
    e.preventDefault();
    var size = e.submitter.value, said = new FormData(form);
    said.set("zi", size);
    root.classList.remove("zi-da", "zi-te");
    if (SIZES[size]) root.classList.add(SIZES[size]);
    form.querySelectorAll("button").forEach(function (b) { b.setAttribute("aria-pressed", String(b.value === size)); });
    fetch(form.action, { method: "POST", body: said, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
  });

  /* 一次只送一回；输入法没打完不送；按了返回再进来照样能送。 */
  var composing = false;
  d.addEventListener("compositionstart", function () { composing = true; });
  d.addEventListener("compositionend", function () { composing = false; });
  d.addEventListener("submit", function (e) {
    var form = e.target;
    if (e.defaultPrevented || !form.matches("[data-once]")) return;
    if (composing || form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    d.querySelectorAll("[data-sent]").forEach(function (f) { delete f.dataset.sent; });
  });

  function speak(selector) {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    var words = [].map.call(d.querySelectorAll(selector), function (n) { return n.value || n.innerText; }).join("。");
    var said = new SpeechSynthesisUtterance(words);
    said.lang = "zh-CN"; said.rate = 0.85;
    speechSynthesis.speak(said);
  }
  d.addEventListener("click", function (e) {
    var step = e.target.closest("[data-step]"), say = e.target.closest("[data-say]");
    if (step) {
      var box = d.getElementById(step.dataset.for);
      box.value = Math.max(0, (parseInt(box.value, 10) || 0) + Number(step.dataset.step));
    }
    if (say && window.speechSynthesis) speak(say.dataset.say);
  });
  /* 手机上没有中文声音，就不摆“念给我听”。 */
  function voices() {
    var can = window.speechSynthesis && speechSynthesis.getVoices().some(function (v) { return /^zh/i.test(v.lang); });
    d.querySelectorAll("[data-say]").forEach(function (b) { b.hidden = !can; b.classList.toggle("js-only", can); });
  }
  voices();
  if (window.speechSynthesis && speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", voices);

  /* 选了“更早”“别处”，就把要填的地方打开。 */
  d.addEventListener("change", function (e) {
    var box = e.target;
    if (box.dataset.opens && box.checked) {
      var more = d.getElementById(box.dataset.opens);
      more.open = true;
      var first = more.querySelector("input");
      if (first) first.focus();
    }
    if (box.name === "held_on") {
      var earlier = d.querySelector('input[name="day"][value="x"]');
      if (earlier) earlier.checked = true;
    }
    if (box.name === "kind") team(box);
    if (box.id === "id_team") box.dataset.own = "1";
  });
  /* 选了哪类事，就替他选好服务队；自己改过的不动。 */
  function team(kind) {
    var list = d.getElementById("id_team");
    if (list && !list.dataset.own) list.value = kind.dataset.team || "";
  }
  var kind = d.querySelector('input[name="kind"]:checked'), list = d.getElementById("id_team");
  if (kind && list && !list.value) team(kind);

  /* 从名册里找人：打完字再找；已经点了的留着。 */
  d.querySelectorAll("[data-find]").forEach(function (box) {
    var into = d.getElementById(box.dataset.into), wait, all = into.innerHTML;
    function find() {
      var text = box.value.trim();
      var kept = [].filter.call(into.querySelectorAll("label"), function (l) { return l.querySelector("input").checked; });
      function show(html) {
        into.innerHTML = html;
        kept.reverse().forEach(function (l) {
          var same = into.querySelector('input[value="' + l.querySelector("input").value + '"]');
          if (same) same.closest("label").remove();
          into.prepend(l);
          l.querySelector("input").checked = true;
        });
      }
      if (!text) { show(all); return; }
      fetch(box.dataset.find + "&q=" + encodeURIComponent(text), { credentials: "same-origin" })
        .then(function (r) { return r.ok ? r.text() : ""; }).then(function (html) { if (box.value.trim() === text) show(html); });
    }
    box.addEventListener("input", function (e) { if (!e.isComposing) { clearTimeout(wait); wait = setTimeout(find, 250); } });
    box.addEventListener("compositionend", function () { clearTimeout(wait); wait = setTimeout(find, 250); });
    box.addEventListener("keydown", function (e) { if (e.key === "Enter") e.preventDefault(); });
  });

  var wrong = d.querySelector("[data-focus]");
  if (wrong) wrong.focus();
}());
