import KindredModelSyntax

/// Writes the members of a selection, in a fixed order.
struct SelectionPrinter {
  private let selection: SelectionDeclaration

  init(_ selection: SelectionDeclaration) { self.selection = selection }

  /// The members, one declaration each.
  var members: [String] { [columns, selectedValues, append] }

  /// The access modifier of members that serve the whole struct.
  private var access: String { selection.access.memberPrefix }

  private var properties: [PropertyDeclaration] { selection.properties }

  /// `value0, value1`.
  private var values: String { properties.indices.map { "value\($0)" }.joined(separator: ", ") }

  /// What selects each property.
  private var columns: String {
    let names = properties.flatMap { property in
      [
        "/// What selects `\(property.name)`.",
        "\(property.access.prefix)let \(property.spelledName): Kindred.Selected<\(property.type)>",
      ]
    }
    return """
      /// What selects each property, and what the closures of later verbs get.
      \(access)nonisolated struct Columns: Kindred.SelectionColumns {
        /// The type of a row.
        \(access)typealias SelectedValue = \(selection.spelledName)
      \(names.body)
        /// Selects each property.
        \(initialiserAccess)init(
          \(properties.indices.map(parameter).joined(separator: ",\n    "))
        ) {
      \(properties.enumerated().map { "  self.\($1.spelledName) = Kindred.SelectionList.columns(value\($0), of: \($1.type).self)" }.body)
        }
        /// Takes what selects the properties from a list.
        \(access)init(from list: inout Kindred.SelectionList) {
      \(properties.map { "  self.\($0.spelledName) = list.next(\($0.type).self)" }.body)
        }
        /// Adds everything that is selected to a list.
        \(access)static func add(_ term: Self, to list: inout Kindred.SelectionList) {
      \(properties.map { "  list.add(term.\($0.spelledName))" }.body)
        }
      }
      """
  }

  /// The properties may have types that are seen less than the struct.
  private var initialiserAccess: String {
    (properties.map(\.access).min().map { min($0, selection.access) } ?? selection.access).memberPrefix
  }

  private func parameter(_ index: Int) -> String {
    let property = properties[index]
    let term =
      property.wrappedType.map { "Kindred.OptionalSelectionTerm<\($0)>" } ?? "Kindred.SelectionTerm<\(property.type)>"
    return "\(property.spelledName) value\(index): any \(term)"
  }

  /// All values are read before the first is stored. Otherwise the compiler would copy the partly initialised instance,
  /// for the case that a read throws.
  private var selectedValues: String {
    let lines = properties.enumerated().map { index, property in
      "let value\(index) = try \(property.type).readSelected(row, at: &place)"
    }
    return """
      /// Reads the values of the properties from the columns of a row.
      @inline(__always)
      private nonisolated static func selectedValues(
        _ row: borrowing Kindred.DatabaseRow, at place: inout Kindred.SelectionPlace
      ) throws -> (\(properties.map(\.type).joined(separator: ", "))) {
      \(lines.body)
        return (\(values))
      }
      """
  }

  private var append: String {
    """
    /// Reads an instance and appends it.
    \(access)nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to rows: inout [Self]) throws {
      var place = Kindred.SelectionPlace()
      rows.append(try Self(row: row, at: &place))
    }
    """
  }

  /// The conformance, with the initialiser.
  func `extension`(of type: String) -> String {
    """
    \(selection.availability.map { $0 + "\n" }.joined())nonisolated extension \(type): Kindred.Selection {
      /// Reads an instance from the columns of a row, in the order of the properties.
      @inline(__always)
      \(access)nonisolated init(row: borrowing Kindred.DatabaseRow, at place: inout Kindred.SelectionPlace) throws {
        let (\(values)) = try Self.selectedValues(row, at: &place)
    \(properties.enumerated().map { "  self.\($1.spelledName) = value\($0)" }.body)
      }
    }
    """
  }
}
