import KindredCore

extension TableState {
  /// The table without names that Django has made up, and without those of foreign keys, which models do not have. Such
  /// parts are matched by what they say.
  ///
  /// - Parameter reader: That of the database.
  func withoutDjangoNames(_ reader: any SchemaReader) -> TableState {
    var table = self
    table.constraints = []
    for constraint in constraints {
      let isMadeUp = constraint.isForeignKey || constraint.name.map(Self.isMadeUp) ?? false
      table.add(isMadeUp && !constraint.isCheck ? ConstraintState(nil, constraint.kind) : constraint, or: constraint)
    }
    table.indexes = []
    for index in indexes {
      guard index.name.map(Self.isMadeUp) ?? false else {
        table.indexes.append(index)
        continue
      }
      if reader.uniqueIndexesAreConstraints, let columns = index.uniqueColumns {
        table.add(
          ConstraintState(nil, .unique(columns: columns)), or: ConstraintState(index.name, .unique(columns: columns)))
        continue
      }
      var unnamed = index
      unnamed.name = nil
      table.indexes.append(table.indexes.contains(unnamed) ? index : unnamed)
    }
    return table
  }

  private mutating func add(_ constraint: ConstraintState, or other: ConstraintState) {
    constraints.append(constraints.contains(constraint) ? other : constraint)
  }

  /// Whether a name ends as those that Django makes up: in eight hexadecimal digits and perhaps `_uniq`, or in six and
  /// `_idx`.
  static func isMadeUp(_ name: String) -> Bool {
    func endsInDigits(_ name: Substring, _ count: Int) -> Bool {
      let digits = name.suffix(count)
      return digits.utf8.count == count && digits.allSatisfy { "0123456789abcdef".contains($0) }
        && name.dropLast(count).hasSuffix("_")
    }
    if name.hasSuffix("_idx") { return endsInDigits(name.dropLast(4), 6) }
    return endsInDigits(name.hasSuffix("_uniq") ? name.dropLast(5) : name[...], 8)
  }
}

extension ConstraintState {
  fileprivate var isCheck: Bool { if case .check = kind { true } else { false } }
}
