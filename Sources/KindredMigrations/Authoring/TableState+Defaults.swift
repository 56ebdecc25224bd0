import KindredCore

extension TableState {
  /// The defaults that are expressions of the database, which neither models nor migrations can say, by the places of their
  /// columns.
  var computedDefaults: [(place: Int, column: String, text: String)] {
    columns.enumerated().compactMap { place, column in
      guard case .unstorable(let text)? = column.databaseDefault?.kind else { return nil }
      return (place, column.name, text)
    }
  }
}
