#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension SQLOperation {
  /// The start time of the statement. A whole second is written without a fraction, like the times that Kindred stores.
  fileprivate static let now = SQLOperation(
    "now", nulls: .never,
    spelling: .template("REPLACE(STRFTIME('%Y-%m-%d %H:%M:%f', 'now') || '000', '.000000', '')"),
    in: [.postgres: .call("STATEMENT_TIMESTAMP")])
}

extension Expr<Date> {
  /// The start time of the statement, by the database's clock. On SQLite, its precision is a millisecond.
  ///
  /// ```swift
  /// try await Entry.objects.filter { $0.pubDate < Expr.now }.update { $0.checked.set(Expr.now) }
  /// // "entry"."pub_date" < STATEMENT_TIMESTAMP()
  /// ```
  ///
  /// A `.now` alone is Swift's `Date.now`, the time by the clock of the program, which is bound as a value.
  public static var now: Expr<Date> { Expr(.now) }
}

// MARK: - Names

extension NamedFunction {
  static let moments: [NamedFunction] = [NamedFunction("now") { () -> Expr<Date> in .now }]
}
