//c0ecda273e99f79c
(function(e){"use strict";const t=600;function n(e,n){const s=e.launch.timeLimit;if(!s||!e.recording)return;const o=()=>{const i=s.seconds-e.seconds;i<=0?n(s):setTimeout(o,Math.min(i,t)*1e3)};o()}e.watchTime=n})(window.milepost=window.milepost||{});
