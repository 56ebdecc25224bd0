import CPostgres
import KindredCore
import Logging

/// Writes what the server remarks, without an error, to the log of the database.
final class NoticeLog: Sendable {
  private let options: Database.Options

  init(_ options: Database.Options) { self.options = options }

  /// Lets a connection report here. The log has to live as long as the connection.
  func attach(to handle: OpaquePointer) {
    PQsetNoticeReceiver(
      handle,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue().note(result)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// What a function of the user's raises may repeat the values that it works on, so that its words are only shown where
  /// values are.
  private func note(_ result: OpaquePointer) {
    func field(_ letter: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }
    // A session is put back with a ROLLBACK, whether or not something was left open.
    guard field("C") != "25P01" else { return }
    let severity = field("V") ?? "NOTICE"
    let isRaised = field("W") != nil
    let text = isRaised && !options.logsValues ? "raised by a function; its text is redacted" : field("M") ?? ""
    options.logger.log(
      level: severity == "WARNING" ? .warning : .info, "PostgreSQL: \(text.trimmed)",
      metadata: ["severity": "\(severity)", "sqlState": "\(field("C") ?? "")"])
  }
}
