extension ResultQuery {
  /// Filtering in Swift, row by row, would read the whole result: conditions are written for the database.
  @available(
    *, unavailable,
    message:
      "the condition would run in Swift on every row of the result; use what the database knows, as in { name in name.contains(\"x\") }"
  )
  public func filter(
    _ condition: @escaping @Sendable (Element) async -> Bool
  ) -> ResultQuery<Model, Element, Kind, repeat each Value> { self }
}
