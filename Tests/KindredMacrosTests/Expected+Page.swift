extension Expected {
  /// Members of a model that uses sets of fields.
  static let page: [String] = [
    #"""
    /// Makes an instance with raw keys, without saving it.
    nonisolated init(title: String, audit: Audit = Audit(), siteID: Site.PrimaryKey, former: Audit, text: String = "") {
      self.title = title
      self.audit = audit
      self.$site = Kindred.RelatedReference(key: siteID)
      self.former = former
      self.text = text
    }
    """#,
    #"""
    /// The positions of the columns behind sets of fields.
    nonisolated private enum Positions {
      static var site: Swift.Int { 2 + Audit.columnCount }
      static var former: Swift.Int { 3 + Audit.columnCount }
      static var text: Swift.Int { 3 + Audit.columnCount + Audit.columnCount }
    }
    """#,
    #"""
    /// The sets of fields that the model uses, as types.
    enum Groups {
      /// The set of fields `audit`.
      enum audit: Kindred.EmbeddedFields {
        /// The model.
        typealias EmbeddingModel = Page
        /// The set of fields.
        typealias EmbeddedGroup = Audit
        /// The property's name.
        static var name: Swift.String { "audit" }
        /// The name on the target of keys that say none.
        static var defaultRelatedName: Swift.String? { "pages" }
        /// The index of the set's first column in the schema.
        static var position: Swift.Int { 2 }
        /// The set of a model.
        static func fields(of owner: Page) -> Audit { owner.audit }
        /// Replaces the set of a model.
        static func setFields(_ fields: Audit, of owner: inout Page) { owner.audit = fields }
      }
      /// The set of fields `former`.
      enum former: Kindred.EmbeddedFields {
        /// The model.
        typealias EmbeddingModel = Page
        /// The set of fields.
        typealias EmbeddedGroup = Audit
        /// The property's name.
        static var name: Swift.String { "former" }
        /// What the names of the columns begin with.
        static var prefix: Swift.String { "old_" }
        /// The name on the target of keys that say none.
        static var defaultRelatedName: Swift.String? { "pages" }
        /// The index of the set's first column in the schema.
        static var position: Swift.Int { Positions.former }
        /// The set of a model.
        static func fields(of owner: Page) -> Audit { owner.former }
        /// Replaces the set of a model.
        static func setFields(_ fields: Audit, of owner: inout Page) { owner.former = fields }
      }
    }
    """#,
    #"""
    /// The model's columns, for conditions and orderings.
    struct Columns: Kindred.ModelColumns, Kindred.RelationColumns {
      /// The model that has the columns.
      typealias Model = Page
      /// The path of relations from the queried model.
      let queryPath: Kindred.RelationPath
      /// Makes the columns at the end of a path.
      init(path: Kindred.RelationPath) { queryPath = path }
      /// The column of `id`.
      var id: Kindred.ColumnExpression<Kindred.Key<Page>> { column(0) }
      /// The column of `title`.
      var title: Kindred.ColumnExpression<String> { column(1) }
      /// The columns of `audit`.
      var audit: Audit.Columns { group(Groups.audit.self) }
      /// The column of `site`.
      var siteID: Kindred.ColumnExpression<Site.PrimaryKey> { column(Positions.site) }
      /// The columns of the `Site` that `site` points to.
      var site: Site.Columns { follow(Relations.site.self) }
      /// The columns of `former`.
      var former: Audit.Columns { group(Groups.former.self) }
      /// The column of `text`.
      var text: Kindred.ColumnExpression<String> { column(Positions.text) }
    }
    """#,
    #"""
    /// The model's table.
    nonisolated static let schema = Kindred.ModelSchema(
      Page.self,
      name: "Page",
      fields: .joining([
        .field("id", Kindred.Key<Page>.self, options: Kindred.FieldOptions(isPrimaryKey: true, isAutomatic: true)),
        .field("title", String.self),
      ], .group(Groups.audit.self), [
        .foreignKey(Relations.site.self),
      ], .group(Groups.former.self), [
        .field("text", String.self, fill: { "" }),
      ]),
      groups: [Kindred.ModelSchema.GroupOptions(Groups.audit.self), Kindred.ModelSchema.GroupOptions(Groups.former.self)])
    """#,
    #"""
    /// Notes that the instance is stored now: its values are those that the database has.
    nonisolated mutating func markStored() {
      self.audit.markStored()
      self.former.markStored()
    }
    """#,
    #"""
    /// Reads an instance from the columns of a row, in the schema's order.
    @inline(__always)
    nonisolated init(row: borrowing Kindred.DatabaseRow) throws {
      let value0 = try Kindred.Key<Page>(row: row, column: 0)
      let value1 = try String(row: row, column: 1)
      let value2 = try Audit(row: row, column: 2, link: 0)
      let value3 = try Kindred.RelatedReference<Relations.site>(row: row, column: Swift.Int32(Positions.site), link: 0 + Audit.relationCount)
      let value4 = try Audit(row: row, column: Swift.Int32(Positions.former), link: 1 + Audit.relationCount)
      let value5 = try String(row: row, column: Swift.Int32(Positions.text))
      self.id = value0
      self.title = value1
      self.audit = value2
      self.$site = value3
      self.former = value4
      self.text = value5
      self.rowOrigin = row.origin(key: value0)
    }
    """#,
    #"""
    /// Binds every column but the primary key, in the schema's order.
    nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
      try self.title.bind(to: &writer)
      try self.audit.bindFields(to: &writer)
      try self.$site.key.bind(to: &writer)
      try self.former.bindFields(to: &writer)
      try self.text.bind(to: &writer)
    }
    """#,
    #"""
    /// The value of one column, by its index in the schema.
    nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
      switch index {
      case 0: try self.id.databaseValue()
      case 1: try self.title.databaseValue()
      case 2..<(2 + Audit.columnCount): try self.audit.databaseValue(at: index - 2)
      case Positions.site: try self.$site.key.databaseValue()
      case Positions.former..<(Positions.former + Audit.columnCount): try self.former.databaseValue(at: index - Positions.former)
      case Positions.text: try self.text.databaseValue()
      default: .null
      }
    }
    """#,
    #"""
    /// Reads one column, by its index in the schema, from a cell of a row.
    nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
      switch index {
      case 0: self.id = try Kindred.Key<Page>(row: row, column: column)
      case 1: self.title = try String(row: row, column: column)
      case 2..<(2 + Audit.columnCount): try self.audit.read(row, column: column, into: index - 2)
      case Positions.site: self.$site.key = try Site.PrimaryKey(key: row, column: column)
      case Positions.former..<(Positions.former + Audit.columnCount): try self.former.read(row, column: column, into: index - Positions.former)
      case Positions.text: self.text = try String(row: row, column: column)
      default: break
      }
    }
    """#,
  ]
}
