import CPostgres

extension ConnectionSettings {
  /// The settings as the variables that libpq reads, for `psql`.
  var environment: [String: String] {
    guard let defaults = PQconndefaults() else { return [:] }
    defer { PQconninfoFree(defaults) }
    var environment: [String: String] = [:]
    var option = defaults
    while let keyword = option.pointee.keyword {
      if let variable = option.pointee.envvar, let value = values[String(cString: keyword)] {
        environment[String(cString: variable)] = value
      }
      option += 1
    }
    return environment
  }
}
