#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension SQLOperation {
  /// The time at which the statement began. A whole second has no fraction, as Kindred writes it.
  fileprivate static let now = SQLOperation(
    "now", nulls: .never,
    spelling: .template("REPLACE(STRFTIME('%Y-%m-%d %H:%M:%f', 'now') || '000', '.000000', '')"),
    in: [.postgres: .call("STATEMENT_TIMESTAMP")])
}

extension Expr<Date> {
  /// The time by the clock of the database at which the statement began; SQLite knows it to the millisecond.
  ///
  /// ```swift
  /// try await Entry.objects.filter { $0.pubDate < .now }.update { $0.checked.set(.now) }
  /// // "entry"."pub_date" < STATEMENT_TIMESTAMP()
  /// ```
  public static var now: Expr<Date> { Expr(.now) }
}

// MARK: - Names

extension NamedFunction {
  static let moments: [NamedFunction] = [NamedFunction("now") { () -> Expr<Date> in .now }]
}
