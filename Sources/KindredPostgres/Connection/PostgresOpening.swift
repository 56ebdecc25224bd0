import CPostgres
import Dispatch
import KindredCore
import KindredSockets

/// Opens connections. libpq blocks during name resolution, handshake and login, so this runs on threads outside of the
/// cooperative pool.
enum PostgresOpening {
  /// Dates made by the server, such as CURRENT_DATE, are in UTC on every backend.
  static let timeZone = "SET TIME ZONE 'UTC'"
  static let queue = DispatchQueue(label: "kindred.postgres.helper", attributes: .concurrent)

  /// Connects asynchronously, and calls the closure with the outcome.
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
    // Until the connection's owner handles notices, they would go to stderr.
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

  /// Runs the statements that begin every session. libpq's own time-out does not cover them, although the network may
  /// fail then as well.
  ///
  /// - Parameter seconds: The time limit; none if it is not positive, as in libpq.
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

  /// A sentence on the failure and, if the reason is known, one on what to do.
  private static func cannotOpen(_ handle: OpaquePointer) -> KindredError {
    func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
    let words = text(PQerrorMessage(handle)).sentences
    // libpq has no message if Kindred's own time-out expired.
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

/// A new connection, on its way to the link that will own it.
///
/// Unchecked, because the maker does not use the pointers after handing them over.
struct Opened: @unchecked Sendable {
  let handle: OpaquePointer
  let cancel: OpaquePointer
}
