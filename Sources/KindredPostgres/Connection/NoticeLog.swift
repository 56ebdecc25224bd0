import CPostgres
import KindredCore
import Logging

/// Writes the server's notices and warnings to the database's log.
final class NoticeLog: Sendable {
  private let options: Database.Options

  init(_ options: Database.Options) { self.options = options }

  /// Sends the notices of a connection to this log, which has to live as long as the connection.
  func attach(to handle: OpaquePointer) {
    PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().note(result)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// The text of a notice raised by a user's function may contain values, so it is only shown if values are logged.
  private func note(_ result: OpaquePointer) {
    func field(_ letter: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }
    // Resetting a session runs ROLLBACK, which warns if no transaction is open.
    guard field("C") != "25P01" else { return }
    let severity = field("V") ?? "NOTICE"
    let isRaised = field("W") != nil
    let text = isRaised && !options.logsValues ? "raised by a function; its text is redacted" : field("M") ?? ""
    options.logger.log(
      level: severity == "WARNING" ? .warning : .info, "PostgreSQL: \(text.trimmed)",
      metadata: ["severity": "\(severity)", "sqlState": "\(field("C") ?? "")"])
  }
}
