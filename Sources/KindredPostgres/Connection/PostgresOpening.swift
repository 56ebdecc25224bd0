import CPostgres
import Dispatch
import KindredCore

/// Opens connections. The library blocks while it looks a name up, shakes hands and logs in, so that this happens on
/// threads outside the cooperative pool.
enum PostgresOpening {
  /// Dates that the server makes, such as CURRENT_DATE, are in UTC on every backend.
  static let timeZone = "SET TIME ZONE 'UTC'"
  static let queue = DispatchQueue(label: "kindred.postgres.helper", attributes: .concurrent)

  /// Connects without making anybody wait, and calls the closure with the outcome.
  static func open(_ settings: ConnectionSettings, _ done: @escaping @Sendable (Result<Opened, KindredError>) -> Void) {
    queue.async { done(Result { () throws(KindredError) in try connect(settings) }) }
  }

  private static func connect(_ settings: ConnectionSettings) throws(KindredError) -> Opened {
    guard let handle = settings.withPointers({ PQconnectdbParams($0, $1, 0) }) else {
      throw KindredError(.cannotOpen, "There is no memory for a connection.")
    }
    guard PQstatus(handle) == CONNECTION_OK else {
      let error = cannotOpen(handle)
      PQfinish(handle)
      throw error
    }
    // Notices would go to the standard error stream.
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    let result = PQexec(handle, timeZone)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK, PQsetnonblocking(handle, 1) == 0,
      PQenterPipelineMode(handle) == 1, let cancel = PQgetCancel(handle)
    else {
      let error = cannotOpen(handle)
      PQfinish(handle)
      throw error
    }
    return Opened(handle: handle, cancel: cancel)
  }

  /// One sentence on what failed and, where the reason is known, one on what to do.
  private static func cannotOpen(_ handle: OpaquePointer) -> KindredError {
    func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
    let message = text(PQerrorMessage(handle)).trimmed
    let place =
      "database \"\(text(PQdb(handle)))\" as \"\(text(PQuser(handle)))\" at \(text(PQhost(handle))), "
      + "port \(text(PQport(handle)))"
    let hints: [(String, String)] = [
      ("no password supplied", " The server asks for a password and none was given."),
      ("password authentication failed", " Check the user and the password."),
      ("no pg_hba.conf entry", " The server's pg_hba.conf does not let this user in from here."),
      ("could not translate host name", " Check the host's name."),
      ("timeout expired", " Nothing answered in time; check host, port and firewall."),
      ("the database system is", " The server is starting or stopping; try again in a moment."),
      ("certificate verify failed", " The server's certificate is not from the authority that sslrootcert names."),
      ("server certificate for", " The server's certificate is for another host; check the host's name."),
      ("does not support SSL", " The server has no encryption; switch it on there, or choose another sslmode."),
      ("root certificate file", " Name the authority's certificate with sslrootcert, or choose another sslmode."),
      ("remaining connection slots", " The server has no connection left; lower the pool's maximum."),
      ("too many connections for", " The user or the database has no connection left; lower the pool's maximum."),
      ("too many clients", " The server has no connection left; lower the pool's maximum."),
      ("role \"", " Check the user's name."),
      ("Connection refused", " Check host and port, and that the server runs."),
      ("No such file or directory", " Check host and port, and that the server runs."),
      ("does not exist", " Check the database's name."),
    ]
    let hint = hints.first { message.contains($0.0) }?.1 ?? ""
    return KindredError(.cannotOpen, "PostgreSQL could not be reached: \(place). It said: \(message).\(hint)")
  }
}

/// A connection that was just made, on its way to the link that will own it.
///
/// Unchecked, because the pointers are handed over once and not used by the maker any more.
struct Opened: @unchecked Sendable {
  let handle: OpaquePointer
  let cancel: OpaquePointer
}
