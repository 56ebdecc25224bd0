import CPostgres
import KindredCore

extension ConnectionSettings {
  /// The server and the database, as far as the settings and the environment name them.
  var identity: DatabaseIdentity {
    var found = values
    // The library takes missing settings from the environment.
    if let defaults = PQconndefaults() {
      defer { PQconninfoFree(defaults) }
      var option = defaults
      while let keyword = option.pointee.keyword {
        let name = String(cString: keyword)
        if found[name] == nil, let value = option.pointee.val { found[name] = String(cString: value) }
        option += 1
      }
    }
    let port = found["port"].flatMap { Int($0) }
    return DatabaseIdentity(
      system: "postgresql", namespace: found["dbname"] ?? found["user"], address: found["host"] ?? found["hostaddr"],
      port: port == 5432 ? nil : port)
  }
}
