//5a9ea8c3be8a74e0
(function(e){"use strict";function t(e,t){return t<=0?0:Math.floor(Math.min(1,Math.max(0,e/t))*1e4+.5)/1e4}e.rollup=t})(window.milepost=window.milepost||{});
