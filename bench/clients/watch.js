/**
 * What a page is asked by the benchmark, the same in every client. Times are `performance.now()` at the
 * end of the first frame in which something is seen.
 */
(() => {
  const isSeen = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    const visible = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return visible && height > 0 && bottom > 0 && top < innerHeight;
  };
  // Also where a page keeps what it shows from everybody: what can be read counts, wherever it stands.
  const trees = [document];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const tree = attach.call(this, options);
    if (options.mode === 'closed') trees.push(tree);
    return tree;
  };
  const found = (selector, text) =>
    trees
      .filter((tree) => tree === document || tree.host.isConnected)
      .flatMap((tree) => [...tree.querySelectorAll(selector)])
      .findLast((each) => each.textContent.includes(text));

  // Next after its frame, before whatever else waits: what comes later is not what was waited for.
  const afterFrame = (look) =>
    requestAnimationFrame(() => scheduler.postTask(look, { priority: 'user-blocking' }));

  window.seen = (selector, text) =>
    new Promise((done) => {
      const look = () => {
        const element = found(selector, text);
        if (element && isSeen(element)) done(performance.now());
        else afterFrame(look);
      };
      afterFrame(look);
    });

  window.clicked = async (target, selector, text) => {
    const began = performance.now();
    document.querySelector(target).click();
    return (await window.seen(selector, text)) - began;
  };

  let gaps = null;
  window.watchFrames = () => {
    gaps = [];
    let before = performance.now();
    const frame = (now) => {
      if (gaps === null) return;
      gaps.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  };
  window.framesSeen = () => {
    const found = gaps;
    gaps = null;
    return found;
  };
})();
