// Keys that another program made narrower than Kindred would.

extension SchemaState {
  /// The schema with automatic keys of 64 bits, as those of models are, and with columns of 64 bits that hold them.
  ///
  /// Django makes keys of 32 bits for old projects, and in its own tables. A model can use them, because the database
  /// makes the keys, and none can be too large.
  package func withWideKeys(_ reader: any SchemaReader) -> SchemaState {
    var state = self
    var isChanged = false
    // The columns whose keys have become wide, of which others hold the values.
    var wide: Set<[String]> = []
    for table in tables {
      for column in table.columns where column.isAutomatic && (!reader.integersHaveWidths || column.type.isNarrow) {
        wide.insert([table.name, column.name])
        state[table.name]?.widen(column.name)
      }
    }
    repeat {
      isChanged = false
      for table in tables {
        for key in table.foreignKeys where key.columns.count == 1 && wide.contains([key.table] + key.targets) {
          guard table.column(key.columns[0])?.type.isNarrow ?? false else { continue }
          state[table.name]?.widen(key.columns[0])
          if wide.insert([table.name] + key.columns).inserted { isChanged = true }
        }
      }
    } while isChanged
    return state
  }
}

extension TableState {
  fileprivate mutating func widen(_ name: String) {
    for place in columns.indices where columns[place].name == name { columns[place].type = .integer(bits: 64) }
  }
}

extension ColumnType {
  /// Whether this is a signed integer of less than 64 bits.
  fileprivate var isNarrow: Bool {
    if case .integer(let bits, isSigned: true) = kind { bits < 64 } else { false }
  }
}

extension IndexState {
  /// The columns, if this is a unique index of columns and nothing else.
  package var uniqueColumns: [String]? {
    guard isUnique, condition == nil, elements.allSatisfy({ !$0.isDescending && $0.nulls == nil }) else { return nil }
    let columns = elements.compactMap(\.field)
    return columns.count == elements.count ? columns : nil
  }
}
