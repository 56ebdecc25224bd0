/// What is special about the plan of a statement of the user's.
package struct RawTraits: Sendable, Hashable {
  /// How the columns of the result are read.
  package enum Columns: Sendable, Hashable {
    /// They are not read.
    case ignored
    /// So many columns are read, in order.
    case count(Int)
    /// Columns are read by their names. Others are ignored.
    case named([String])
  }

  package let columns: Columns
  /// Whether the statement may leave settings, locks or temporary tables in the session.
  package let changesSession: Bool
  /// Whether it may change the schema.
  package let changesSchema: Bool
}

extension StatementPlan {
  /// Checks the columns of the result of a user's statement.
  ///
  /// - Throws: ``KindredError/Code/schema`` when a column that is read is missing or ambiguous.
  package func check(columns found: [String]) throws {
    guard let raw else { return }
    switch raw.columns {
    case .ignored: break
    case .count(let count): try check(count: count, in: found)
    case .named(let names): _ = try positions(of: names, in: found)
    }
  }

  /// - Throws: ``KindredError/Code/schema`` when the result has another number of columns.
  func check(count: Int, in found: [String]) throws {
    if found.count == count { return }
    throw error("The statement returns \(found.count) columns, but \(count) are read.")
  }

  /// The positions of columns that are read by name.
  func positions(of names: [String], in found: [String]) throws -> [Int32] {
    try names.map { name in
      let places = found.indices.filter { found[$0] == name }
      if places.count == 1 { return Int32(places[0]) }
      let reader = model.map { " of \($0.name)" } ?? ""
      let columns = found.map { "\"\($0)\"" }.joined(separator: ", ")
      throw error(
        places.isEmpty
          ? "The statement does not return the column \"\(name)\"\(reader); it returns \(columns). Select the column, "
            + "or name another one with AS \"\(name)\"."
          : "The statement returns \(places.count) columns named \"\(name)\", so it is not known which one\(reader) is "
            + "meant. Select the columns of one table, or name the others with AS.", column: name)
    }
  }

  private func error(_ message: String, column: String? = nil) -> KindredError {
    KindredError(.schema, message) { details in
      details.model = model?.name
      details.table = model?.table
      details.column = column
      details.sql = sql
    }
  }

  /// Throws if the database found other parameters in the text than the bound values: the text has a placeholder of its
  /// own.
  package func check(parameters count: Int) throws {
    if count == bindOrder.count { return }
    throw KindredError(
      .invalidQuery,
      "The SQL text has a placeholder of its own: the database expects \(count) values, but "
        + "\(bindOrder.count) are bound. Interpolate the value instead: \\(value)."
    ) { details in
      details.model = model?.name
      details.sql = sql
    }
  }
}
