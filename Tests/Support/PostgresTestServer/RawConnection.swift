import CPostgres

/// A second, blocking connection, for statements that tests run without Kindred.
///
/// Unchecked, because a test uses it from one task at a time.
package final class RawConnection: @unchecked Sendable {
  private let handle: OpaquePointer?
  /// What the server has said besides its answers.
  package private(set) var notices: [String] = []

  package init(_ settings: String) throws {
    handle = PQconnectdb(settings)
    guard PQstatus(handle) == CONNECTION_OK else { throw Cluster.Failure(description: message) }
    hearNotices()
  }

  deinit { PQfinish(handle) }

  private func hearNotices() {
    let own = Unmanaged.passUnretained(self).toOpaque()
    _ = PQsetNoticeProcessor(
      handle,
      { own, text in
        guard let own, let text else { return }
        Unmanaged<RawConnection>.fromOpaque(own).takeUnretainedValue().notices.append(String(cString: text))
      }, own)
  }

  private var message: String { PQerrorMessage(handle).map { String(cString: $0) } ?? "" }

  /// Runs a statement and gives the first column of its rows.
  @discardableResult
  package func run(_ sql: String) throws -> [String] {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK:
      return (0..<PQntuples(result)).map { PQgetvalue(result, $0, 0).map { String(cString: $0) } ?? "" }
    case PGRES_COMMAND_OK: return []
    default: throw Cluster.Failure(description: message)
    }
  }
}
