(function () {
  calcinosisListen();
})();
