extension Queryable {
  /// Filtering in Swift, row by row, would read the whole table: conditions are written with columns, for the database.
  @available(
    *, unavailable,
    message:
      "the condition would run in Swift on every row of the table; use columns, as in { $0.name.contains(\"x\") }"
  )
  public func filter(_ condition: @escaping @Sendable (Model) async -> Bool) -> QuerySet<Model> { querySet }
}
