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
  /// try await Entry.objects.filter { $0.pubDate < Expr.now }.update { $0.checked.set(Expr.now) }
  /// // "entry"."pub_date" < STATEMENT_TIMESTAMP()
  /// ```
  ///
  /// A `.now` alone is Swift's `Date.now`, the time by the clock of the program, which is bound as a value.
  public static var now: Expr<Date> { Expr(.now) }
}
