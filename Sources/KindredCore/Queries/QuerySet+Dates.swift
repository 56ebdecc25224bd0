#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Queryable {
  /// The distinct years, months or days in which the rows have a date, in order and without NULL.
  ///
  /// ```swift
  /// let months = try await Entry.objects.dates(by: .month) { $0.pubDate.date }.all() // [CalendarDate]
  /// // SELECT DISTINCT … FROM "entry" WHERE … IS NOT NULL ORDER BY … ASC
  /// ```
  ///
  /// The date of a timestamp is that in UTC, or in the zone of ``withTimeZone(_:isolation:_:)-(String,_,_)``. Any order
  /// of the query is replaced.
  ///
  /// - Parameters:
  ///   - unit: The unit; a year, a quarter, a month, a week (from Monday) or a day.
  ///   - descending: Whether the latest comes first.
  ///   - date: The column or expression.
  public func dates<E: QueryExpression>(
    by unit: DateUnit, descending: Bool = false, _ date: (Model.Columns) -> E
  ) -> ResultQuery<Model, CalendarDate, SelectedValues, CalendarDate>
  where E.Value: FieldValue, E.Value.Base == CalendarDate {
    moments(descending) { Expr<CalendarDate>(date($0).node).truncated(to: unit) }
  }

  /// The distinct hours, days or months in which the rows have a timestamp, in order and without NULL.
  ///
  /// ```swift
  /// let hours = try await Entry.objects.datetimes(by: .hour, in: TimeZone(identifier: "Europe/Berlin")) {
  ///   $0.pubDate
  /// }.all() // [Date]
  /// ```
  ///
  /// - Parameters:
  ///   - unit: The unit to truncate to.
  ///   - descending: Whether the latest comes first.
  ///   - zone: The time zone in which a day or an hour begins; nil for that of
  ///     ``withTimeZone(_:isolation:_:)-(String,_,_)``, which is UTC by default.
  ///   - moment: The column or expression.
  public func datetimes<E: QueryExpression>(
    by unit: DateUnit, descending: Bool = false, in zone: TimeZone? = nil, _ moment: (Model.Columns) -> E
  ) -> ResultQuery<Model, Date, SelectedValues, Date> where E.Value: FieldValue, E.Value.Base == Date {
    moments(descending) { columns in
      let moment = Expr<Date>(moment(columns).node)
      guard let zone else { return moment.truncated(to: unit) }
      return withTimeZone(zone.identifier) { moment.truncated(to: unit) }
    }
  }

  private func moments<Moment: FieldValue>(
    _ isDescending: Bool, _ moment: (Model.Columns) -> Expr<Moment>
  ) -> ResultQuery<Model, Moment, SelectedValues, Moment> {
    let values = unordered().values(moment).distinct()
    return values.filter { QueryCondition(.operation(.isNotNull, [$0.node])) }
      .order { isDescending ? $0.desc : $0.asc }
  }
}
