extension Expected {
  static let blogStats = """

    struct BlogStats: Codable {
      var name: String
      let entries: Int = 0
      let best: Int?
      static var limit = 3
      var isBusy: Bool { entries > 3 }

      /// What selects each property, and what the closures of later verbs get.
      nonisolated struct Columns: Kindred.SelectionColumns {
        /// The type of a row.
        typealias SelectedValue = BlogStats
        /// What selects `name`.
        let name: Kindred.Selected<String>
        /// What selects `best`.
        let best: Kindred.Selected<Int?>
        /// Selects each property.
        init(
          name value0: any Kindred.SelectionTerm<String>,
          best value1: any Kindred.OptionalSelectionTerm<Int>
        ) {
          self.name = Kindred.SelectionList.columns(value0, of: String.self)
          self.best = Kindred.SelectionList.columns(value1, of: Int?.self)
        }
        /// Takes what selects the properties from a list.
        init(from list: inout Kindred.SelectionList) {
          self.name = list.next(String.self)
          self.best = list.next(Int?.self)
        }
        /// Adds everything that is selected to a list.
        static func add(_ term: Self, to list: inout Kindred.SelectionList) {
          list.add(term.name)
          list.add(term.best)
        }
      }

      /// Reads the values of the properties from the columns of a row.
      @inline(__always)
      private nonisolated static func selectedValues(
        _ row: borrowing Kindred.DatabaseRow, at place: inout Kindred.SelectionPlace
      ) throws -> (String, Int?) {
        let value0 = try String.readSelected(row, at: &place)
        let value1 = try Int?.readSelected(row, at: &place)
        return (value0, value1)
      }

      /// Reads an instance and appends it.
      nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to rows: inout [Self]) throws {
        var place = Kindred.SelectionPlace()
        rows.append(try Self(row: row, at: &place))
      }
    }

    nonisolated extension BlogStats: Kindred.Selection {
      /// Reads an instance from the columns of a row, in the order of the properties.
      @inline(__always)
      nonisolated init(row: borrowing Kindred.DatabaseRow, at place: inout Kindred.SelectionPlace) throws {
        let (value0, value1) = try Self.selectedValues(row, at: &place)
        self.name = value0
        self.best = value1
      }
    }
    """

  static let shopLine = """
    public enum Shop {
      @available(macOS 16, *)
      public struct Line<Value: FieldValue> {
        public var `class`: Value
        var blog: Blog?
        private var note: String = "x"

        /// What selects each property, and what the closures of later verbs get.
        public nonisolated struct Columns: Kindred.SelectionColumns {
          /// The type of a row.
          public typealias SelectedValue = Line
          /// What selects `class`.
          public let `class`: Kindred.Selected<Value>
          /// What selects `blog`.
          let blog: Kindred.Selected<Blog?>
          /// What selects `note`.
          fileprivate let note: Kindred.Selected<String>
          /// Selects each property.
          init(
            `class` value0: any Kindred.SelectionTerm<Value>,
            blog value1: any Kindred.OptionalSelectionTerm<Blog>,
            note value2: any Kindred.SelectionTerm<String>
          ) {
            self.`class` = Kindred.SelectionList.columns(value0, of: Value.self)
            self.blog = Kindred.SelectionList.columns(value1, of: Blog?.self)
            self.note = Kindred.SelectionList.columns(value2, of: String.self)
          }
          /// Takes what selects the properties from a list.
          public init(from list: inout Kindred.SelectionList) {
            self.`class` = list.next(Value.self)
            self.blog = list.next(Blog?.self)
            self.note = list.next(String.self)
          }
          /// Adds everything that is selected to a list.
          public static func add(_ term: Self, to list: inout Kindred.SelectionList) {
            list.add(term.`class`)
            list.add(term.blog)
            list.add(term.note)
          }
        }

        /// Reads the values of the properties from the columns of a row.
        @inline(__always)
        private nonisolated static func selectedValues(
          _ row: borrowing Kindred.DatabaseRow, at place: inout Kindred.SelectionPlace
        ) throws -> (Value, Blog?, String) {
          let value0 = try Value.readSelected(row, at: &place)
          let value1 = try Blog?.readSelected(row, at: &place)
          let value2 = try String.readSelected(row, at: &place)
          return (value0, value1, value2)
        }

        /// Reads an instance and appends it.
        public nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to rows: inout [Self]) throws {
          var place = Kindred.SelectionPlace()
          rows.append(try Self(row: row, at: &place))
        }

        /// Has the compiler check the types of the columns.
        private nonisolated static func checkFieldTypes() {
        #sourceLocation(file: "test.swift", line: 5)
        Kindred.FieldTypeCheck.property(of: Value.self)
        #sourceLocation()
        #sourceLocation(file: "test.swift", line: 6)
        Kindred.FieldTypeCheck.optionalProperty(of: Blog.self)
        #sourceLocation()
        }
      }
    }

    @available(macOS 16, *)
    nonisolated extension Shop.Line: Kindred.Selection {
      /// Reads an instance from the columns of a row, in the order of the properties.
      @inline(__always)
      public nonisolated init(row: borrowing Kindred.DatabaseRow, at place: inout Kindred.SelectionPlace) throws {
        let (value0, value1, value2) = try Self.selectedValues(row, at: &place)
        self.`class` = value0
        self.blog = value1
        self.note = value2
      }
    }
    """
}
