/* 放照片和文件：一个一个送，看得见送到哪了。没有脚本，整张表一次送，照样行。 */
(function () {
  "use strict";
  var form = document.querySelector("form[data-attach]");
  if (!form || !window.FormData) return;
  var box = form.querySelector('input[type="file"]'), list = form.querySelector(".picked");
  var biggest = Number(form.dataset.biggest), waiting = [], busy = false;
  function make(tag, css, text) {
    var node = document.createElement(tag);
    if (css) node.className = css;
    if (text) node.textContent = text;
    return node;
  }
  function said(size) { return size < 1048576 ? Math.max(1, Math.round(size / 1024)) + "千" : (size / 1048576).toFixed(1) + "兆"; }
  /* 手机起的名字没有意思，让他自己写；不写就叫“照片”。 */
  function stem(name) {
    var word = name.replace(/\.[^.]*$/, "");
    return /^(img|dsc|pxl|mvimg|mmexport|wx_camera|screenshot|微信图片|截图|image|photo|\d)[\W\d_a-z]*$/i.test(word) ? "" : word.slice(0, 40);
  }
  function add(file) {
    var item = make("li", "picked__one"), label = make("label", "", "第" + (waiting.length + 1) + "个叫什么（可不写）");
    var name = make("input", "input"), state = make("p", "hint"), bar = make("progress");
    name.id = "p-" + Date.now() + "-" + waiting.length; name.maxLength = 40; name.value = stem(file.name);
    label.htmlFor = name.id; bar.max = 100; bar.value = 0; bar.hidden = true;
    bar.setAttribute("aria-label", "送到哪了");
    state.textContent = file.name + "，" + said(file.size);
    item.append(label, state, name, bar);
    list.append(item);
    var one = { file: file, name: name, state: state, bar: bar, item: item, done: false };
    if (file.size > biggest) { one.done = true; problem(one, "超过20兆，放不上。请改小再选。"); }
    waiting.push(one);
  }
  function problem(one, text) { one.state.className = "errmsg"; one.state.textContent = one.file.name + "：" + text; one.bar.hidden = true; }
  box.addEventListener("change", function () {
    [].slice.call(box.files).forEach(add);
    box.value = ""; /* 还能接着选 */
  });
  function send(one, then) {
    var ask = new XMLHttpRequest(), body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]').value);
    body.append("name", one.name.value);
    body.append("file", one.file, one.file.name);
    ask.open("POST", form.action);
    ask.setRequestHeader("X-Requested-With", "fetch");
    ask.upload.onprogress = function (e) { if (e.lengthComputable) one.bar.value = Math.round(e.loaded * 100 / e.total); };
    ask.onload = function () {
      var answer = null;
      try { answer = JSON.parse(ask.responseText); } catch (wrong) { answer = null; }
      if (answer && !answer.problem) {
        one.done = one.kept = true; one.bar.value = 100; one.name.readOnly = true;
        one.state.className = "hint"; one.state.textContent = one.file.name + "：放好了";
      } else problem(one, answer ? answer.problem : "没有放上。请重新登录，再放一次。");
      then();
    };
    ask.onerror = function () { problem(one, "网断了，没有放上。网通了再点一次“放上去”。"); then(); };
    one.bar.hidden = false; one.state.className = "hint"; one.state.textContent = one.file.name + "：正在送";
    ask.send(body);
  }
  function next() {
    var left = waiting.filter(function (one) { return !one.done && !one.tried; });
    if (left.length) { left[0].tried = true; send(left[0], next); return; }
    busy = false;
    if (waiting.every(function (one) { return one.kept; })) location.assign(form.dataset.attach + "#files");
  }
  form.addEventListener("submit", function (e) {
    if (!waiting.length) return; /* 什么也没选，让服务器说话 */
    e.preventDefault();
    if (busy) return;
    busy = true;
    waiting.forEach(function (one) { one.tried = false; });
    next();
  });
}());
