import CPostgres
import Dispatch
import KindredCore
import KindredSockets

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
    // Notices would go to the standard error stream, until the connection's owner takes them.
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    let seconds = settings.values["connect_timeout"].flatMap { Int($0) } ?? 0
    guard PQsetnonblocking(handle, 1) == 0, beginSession(handle, within: seconds), PQenterPipelineMode(handle) == 1,
      let cancel = PQgetCancel(handle)
    else {
      let error = cannotOpen(handle)
      PQfinish(handle)
      throw error
    }
    return Opened(handle: handle, cancel: cancel)
  }

  /// Runs what every session begins with. The library's own time-out ends with the login, and the network may fall silent
  /// behind it.
  ///
  /// - Parameter seconds: How long it may take; without limit when it is not positive, as the library has it.
  private static func beginSession(_ handle: OpaquePointer, within seconds: Int) -> Bool {
    guard PQsendQuery(handle, timeZone) == 1 else { return false }
    let end = seconds > 0 ? ContinuousClock.now + .seconds(seconds) : nil
    var isDone = false
    while true {
      let flushed = PQflush(handle)
      if flushed < 0 { return false }
      if PQisBusy(handle) == 0 {
        guard let result = PQgetResult(handle) else { return isDone }
        isDone = PQresultStatus(result) == PGRES_COMMAND_OK
        PQclear(result)
        if !isDone { return false }
        continue
      }
      let left = end.map { max(.zero, $0 - .now) }
      if left == .zero { return false }
      let isReady = SocketInput.wait(
        on: PQsocket(handle), for: flushed == 1 ? .readingAndWriting : .reading, within: left ?? .seconds(1))
      if isReady, PQconsumeInput(handle) == 0 { return false }
    }
  }

  /// One sentence on what failed and, where the reason is known, one on what to do.
  private static func cannotOpen(_ handle: OpaquePointer) -> KindredError {
    func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
    let words = text(PQerrorMessage(handle)).sentences
    // The library has nothing to say when it is Kindred that waits no longer.
    let message = words.isEmpty ? "timeout expired." : words
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
      ("channel binding", " Channel binding needs encryption and a password that is stored as scram-sha-256."),
      ("session is read-only", " The server only reads, and target_session_attrs asks for one that writes."),
      ("role \"", " Check the user's name."),
      ("Connection refused", " Check host and port, and that the server runs."),
      ("No such file or directory", " Check host and port, and that the server runs."),
      ("does not exist", " Check the database's name."),
    ]
    let hint = hints.first { message.contains($0.0) }?.1 ?? ""
    return KindredError(.cannotOpen, "PostgreSQL could not be reached: \(place). It said: \(message)\(hint)")
  }
}

/// A connection that was just made, on its way to the link that will own it.
///
/// Unchecked, because the pointers are handed over once and not used by the maker any more.
struct Opened: @unchecked Sendable {
  let handle: OpaquePointer
  let cancel: OpaquePointer
}
