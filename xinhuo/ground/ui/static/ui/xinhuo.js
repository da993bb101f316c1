/* 薪火：只是锦上添花，没有它，所有事情照样能办。 */
(function () {
  "use strict";
  var d = document, root = d.documentElement;
  root.classList.add("js");
  function all(css, from) { return [].slice.call((from || d).querySelectorAll(css)); }
  function named(name) { return all('[name="' + name + '"]'); }
  function fire(box) { box.dispatchEvent(new Event("change", { bubbles: true })); }

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
    all("button", form).forEach(function (b) { b.setAttribute("aria-pressed", String(b.value === size)); });
    fetch(form.action, { method: "POST", body: said, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" }).catch(function () {});
  });

  /* 输入法没打完，回车不算送；点“存好”就先让它打完再送。 */
  var composing = false;
  d.addEventListener("compositionstart", function () { composing = true; });
  d.addEventListener("compositionend", function () { composing = false; });
  d.addEventListener("focusout", function () { composing = false; });
  d.addEventListener("keydown", function (e) {
    var typing = e.isComposing || e.keyCode === 229 || composing;
    if (e.key === "Enter" && e.target.matches("input") && (typing || e.target.matches("[data-find]"))) e.preventDefault();
  });
  /* 一次只送一回；按了返回再进来照样能送。 */
  d.addEventListener("submit", function (e) {
    var form = e.target, button = e.submitter;
    if (e.defaultPrevented) return;
    if (composing) {
      e.preventDefault();
      d.activeElement.blur();
      setTimeout(function () { composing = false; if (form.requestSubmit) form.requestSubmit(button); else form.submit(); }, 50);
    } else if (form.matches("[data-once]")) {
      if (form.dataset.sent) e.preventDefault();
      form.dataset.sent = "1";
      setTimeout(function () { delete form.dataset.sent; }, 8000); /* 送出去是取一份文件的，页面还在 */
    }
  });
  window.addEventListener("pageshow", function () {
    all("[data-sent]").forEach(function (f) { delete f.dataset.sent; });
  });

  /* 念给我听。手机上没有中文声音，就不摆这个按钮。 */
  function words(css) { return all(css).map(function (n) { return n.value || n.innerText; }); }
  function voices() {
    var can = window.speechSynthesis && speechSynthesis.getVoices().some(function (v) { return /^zh/i.test(v.lang); });
    all("[data-say]").forEach(function (b) { b.hidden = !can; });
  }
  function speak(css) {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
    var said = new SpeechSynthesisUtterance(words(css).join("。"));
    said.lang = "zh-CN"; said.rate = 0.85;
    speechSynthesis.speak(said);
  }
  voices();
  if (window.speechSynthesis) {
    if (speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", voices);
    window.addEventListener("pagehide", function () { speechSynthesis.cancel(); });
  }

  /* 说一声：读屏软件听得到，眼睛看不到。 */
  var live = d.createElement("p");
  live.className = "vh"; live.setAttribute("role", "status");
  (d.getElementById("main") || d.body).append(live);

  /* 复制文字：浏览器不给新办法的，用老办法。 */
  function copy(button) {
    var text = words(button.dataset.copy).join("\n");
    function done() { live.textContent = "复制好了"; button.lastChild.data = "复制好了"; }
    function old() {
      var box = d.createElement("textarea");
      box.className = "vh"; box.value = text;
      button.after(box); box.select();
      if (d.execCommand("copy")) done();
      box.remove(); button.focus();
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, old); else old();
  }
  d.addEventListener("click", function (e) {
    if (!e.target.closest) return;
    var step = e.target.closest("[data-step]"), say = e.target.closest("[data-say]"), taken = e.target.closest("[data-copy]");
    if (step) {
      var box = d.getElementById(step.dataset.for);
      box.value = Math.max(0, (parseInt(box.value, 10) || 0) + Number(step.dataset.step));
      live.textContent = box.value;
      fire(box);
    }
    if (say) speak(say.dataset.say);
    if (e.target.closest("[data-print]")) window.print();
    if (taken) copy(taken);
  });

  /* 从“还差几处”跳过去：折着的打开，停在能填的那一格。 */
  function go(id) {
    var there = id && d.getElementById(id);
    if (!there) return;
    for (var fold = there.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    var box = there.matches("input,select,textarea") ? there : there.querySelector("input,select,textarea");
    if (box) { box.focus(); (box.closest(".field") || box).scrollIntoView({ block: "center" }); }
  }
  d.addEventListener("click", function (e) {
    var link = e.target.closest && e.target.closest('.oops a[href^="#"]');
    if (link) { e.preventDefault(); go(link.hash.slice(1)); }
  });
  if (location.hash.indexOf("#id_") === 0) go(location.hash.slice(1));

  /* 选了“更早”“别处”，就把要填的地方打开；改了日期，就不再是“今天”。 */
  d.addEventListener("change", function (e) {
    var box = e.target;
    if (box.dataset.opens && box.checked) go(box.dataset.opens);
    if (box.name === "held_on") all('input[name="day"][value="x"]').forEach(function (b) { b.checked = true; });
    if (box.name === "kind") team(box);
    if (box.id === "id_team") box.dataset.own = "1";
    if (box.type === "checkbox") twins(box);
    show();
  });

  /* 选了哪类事，就替他选好服务队；自己改过的不动。 */
  function team(kind) {
    var list = d.getElementById("id_team");
    if (list && !list.dataset.own && kind.dataset.team !== undefined) list.value = kind.dataset.team;
  }
  var kind = d.querySelector('input[name="kind"]:checked'), list = d.getElementById("id_team");
  if (list && list.value && !(kind && list.value === kind.dataset.team)) list.dataset.own = "1";
  if (kind) team(kind);

  /* 折着的地方写明现在选的是什么；没写标题，就让他看见会起个什么标题。 */
  function now(name) {
    return named(name).map(function (b) {
      if (b.tagName === "SELECT") return b.value ? b.selectedOptions[0].text : "";
      if (b.type !== "radio" && b.type !== "checkbox") return b.value;
      if (!b.checked || b.value === "") return "";
      if (b.dataset.opens) return all("input", d.getElementById(b.dataset.opens))[0].value;
      return b.closest("label").textContent.trim(); /* 折着的，innerText是空的 */
    }).join("");
  }
  function show() {
    all("[data-now]").forEach(function (s) {
      if (s.dataset.else === undefined) s.dataset.else = s.textContent;
      s.textContent = s.dataset.now.split(" ").map(now).filter(Boolean).join(" ") || s.dataset.else;
    });
    all("[data-propose]").forEach(function (box) {
      var title = box.dataset.propose.split(" ").map(now).join("");
      if (title) box.placeholder = title.slice(0, box.maxLength > 0 ? box.maxLength : 60);
    });
  }
  show();

  /* 同一个人在两处都列着，点一处等于点两处。 */
  function twins(box) {
    named(box.name).forEach(function (b) { if (b !== box && b.form === box.form && b.type === "checkbox" && b.value === box.value) b.checked = box.checked; });
  }

  /* 从名册里找人：打完字再找；已经点了的留着。 */
  all("[data-find]").forEach(function (box) {
    var into = d.getElementById(box.dataset.into), start = into.innerHTML, wait;
    function put(html) {
      var kept = all("label", into).filter(function (l) { return l.querySelector("input").checked; });
      into.innerHTML = html;
      all("input", into).forEach(function (b) { b.checked = false; });
      kept.reverse().forEach(function (l) {
        var value = l.querySelector("input").value;
        all("input", into).filter(function (b) { return b.value === value; }).forEach(function (b) { b.closest("label").remove(); });
        into.prepend(l);
      });
      all("input", into).forEach(function (b) {
        b.checked = named(b.name).some(function (other) { return other.value === b.value && other.checked; });
      });
    }
    function find() {
      var text = box.value.trim();
      if (!text) { put(start); return; }
      fetch(box.dataset.find + "&q=" + encodeURIComponent(text), { credentials: "same-origin" })
        .then(function (r) { return r.ok ? r.text() : null; })
        .then(function (html) {
          if (html === null || box.value.trim() !== text) return;
          put(html);
          live.textContent = "找到" + all("label", into).length + "位";
        }, function () { live.textContent = "眼下找不了，请看下面的名单"; });
    }
    function soon() { clearTimeout(wait); wait = setTimeout(find, 250); }
    box.addEventListener("input", function (e) { if (!e.isComposing) soon(); });
    box.addEventListener("compositionend", soon);
  });

  /* 后台办的事：隔两秒看一眼办到哪了，办完了换成结果。 */
  all("[data-progress]").forEach(function (box) {
    function look() {
      fetch(box.dataset.progress, { credentials: "same-origin", redirect: "error" }).then(function (r) {
        if (r.status === 204) { location.reload(); return null; }
        return r.ok ? r.text() : null;
      }).then(function (html) {
        if (html !== null && html !== box.innerHTML) box.innerHTML = html;
      }).catch(function () {}).then(function () { setTimeout(look, 2000); });
    }
    setTimeout(look, 1000);
  });

  var wrong = d.querySelector("[data-focus]");
  if (wrong) wrong.focus();
}());
