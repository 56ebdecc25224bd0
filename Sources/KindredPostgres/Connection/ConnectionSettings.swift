import CPostgres
import KindredCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The settings of a connection string, with Kindred's defaults.
struct ConnectionSettings: Sendable {
  private(set) var values: [String: String]

  init(_ configuration: PostgresConfiguration) throws {
    guard !configuration.connectionString.utf8.contains(0) else {
      throw KindredError(.cannotOpen, "The connection string has a NUL character in it.")
    }
    var message: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(configuration.connectionString, &message) else {
      let reason = message.map { String(cString: $0).sentences } ?? "out of memory."
      PQfreemem(message)
      throw KindredError(.cannotOpen, "The connection string cannot be read: \(reason)")
    }
    defer { PQconninfoFree(options) }
    values = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    addDefaults(configuration)
  }

  private mutating func addDefaults(_ configuration: PostgresConfiguration) {
    // A service file has its own settings.
    if values["sslmode"] == nil, values["service"] == nil, getenv("PGSSLMODE") == nil, getenv("PGSERVICE") == nil,
      !isLocal
    {
      values["sslmode"] = "verify-full"
    }
    // An unreachable server is detected within a minute; the system's default is hours.
    if values["service"] == nil, getenv("PGSERVICE") == nil, !isLocal {
      values.merge(Self.liveness) { given, _ in given }
    }
    if values["connect_timeout"] == nil {
      let seconds = max(2, min(configuration.connectTimeout, .seconds(86_400)).components.seconds)
      values["connect_timeout"] = "\(seconds)"
    }
    values["fallback_application_name"] = values["fallback_application_name"] ?? "kindred"
    values["client_encoding"] = "UTF8"
  }

  /// The TCP keepalive times, in seconds, and the time that sent data may stay unacknowledged, in milliseconds.
  private static let liveness = [
    "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "30000",
  ]

  /// Whether all servers are on this machine.
  var isLocal: Bool {
    let text = [values["hostaddr"], values["host"], variable("PGHOSTADDR"), variable("PGHOST")].compactMap { $0 }.first
    guard let text else { return true }
    return text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { host in
      host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
        || host.wholeMatch(of: /127\.[0-9]+\.[0-9]+\.[0-9]+/) != nil
    }
  }

  /// Whether the settings ask for a writable server. If so, a connection to a read-only one has to be replaced.
  var asksForPrimary: Bool {
    let wanted = values["target_session_attrs"] ?? variable("PGTARGETSESSIONATTRS")
    return wanted == "primary" || wanted == "read-write"
  }

  private func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Calls the closure with the settings as two nil-terminated arrays.
  func withPointers<Result>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    let pairs = Array(values)
    let texts = pairs.map { strdup($0.key) } + pairs.map { strdup($0.value) }
    defer { for text in texts { free(text) } }
    let end: [UnsafePointer<CChar>?] = [nil]
    let keywords = texts[..<pairs.count].map { UnsafePointer<CChar>($0) } + end
    let values = texts[pairs.count...].map { UnsafePointer<CChar>($0) } + end
    return body(keywords, values)
  }
}
