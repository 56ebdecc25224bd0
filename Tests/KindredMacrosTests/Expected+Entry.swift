extension Expected {
  static let entry = """

    struct Entry {
      var blog: Blog {
      get async throws { try await $blog.load() }
      }

      /// The foreign key `blog`: its raw key and, where it is loaded, the `Blog`.
      nonisolated var $blog: Kindred.RelatedReference<Relations.blog>

      /// The raw key of `blog`, which never needs a query.
      nonisolated var blogID: Blog.PrimaryKey {
        get { $blog.key }
        set { $blog.key = newValue }
      }
      var country: Country? {
      get async throws { try await $country.load() }
      }

      /// The foreign key `country`: its raw key and, where it is loaded, the `Country`.
      nonisolated var $country: Kindred.RelatedReference<Relations.country>

      /// The raw key of `country`, which never needs a query.
      nonisolated var countryID: Country.UniqueFields.code? {
        get { $country.key }
        set { $country.key = newValue }
      }
      var rating: Int = 5
      var note: String?

      /// The type of the primary key.
      typealias PrimaryKey = Kindred.Key<Entry>

      /// The automatic primary key; the database makes it when the instance is first saved.
      nonisolated var id: Kindred.Key<Entry> = .unsaved

      /// What the instance shares with the other rows of its result.
      nonisolated var rowOrigin: Kindred.RowOrigin? = nil

      /// Makes an instance with related objects, without saving it.
      nonisolated init(blog: Blog, country: Country? = nil, rating: Int = 5, note: String? = nil) {
        self.$blog = Kindred.RelatedReference(to: blog)
        self.$country = Kindred.RelatedReference(to: country)
        self.rating = rating
        self.note = note
      }

      /// Makes an instance with raw keys, without saving it.
      nonisolated init(blogID: Blog.PrimaryKey, countryID: Country.UniqueFields.code? = nil, rating: Int = 5, note: String? = nil) {
        self.$blog = Kindred.RelatedReference(key: blogID)
        self.$country = Kindred.RelatedReference(key: countryID)
        self.rating = rating
        self.note = note
      }

      /// The relations as types.
      enum Relations {
        /// The foreign key `blog`.
        enum blog: Kindred.ForeignKeyRelation {
          /// The model that has the key.
          typealias Source = Entry
          /// The model that the key points to.
          typealias Target = Blog
          /// The type of the key's column.
          typealias KeyColumn = Blog.PrimaryKey
          /// The relation's description.
          static let schema = Kindred.RelationSchema(
            Self.self, name: "blog", onDelete: .cascade, accessor: "entrySet", queryName: "entry")
          /// The key value that points to an object.
          static func key(of target: Blog) -> Blog.PrimaryKey { target.primaryKey }
          /// The key's value in a model.
          static func reference(in source: Entry) -> Kindred.RelatedReference<Self> { source.$blog }
          /// Replaces the key's value in a model.
          static func setReference(_ reference: Kindred.RelatedReference<Self>, in source: inout Entry) {
            source.$blog = reference
          }
        }
        /// The foreign key `country`.
        enum country: Kindred.ForeignKeyRelation {
          /// The model that has the key.
          typealias Source = Entry
          /// The model that the key points to.
          typealias Target = Country
          /// The type of the key's column.
          typealias KeyColumn = Country.UniqueFields.code?
          /// The relation's description.
          static let schema = Kindred.RelationSchema(
            Self.self, name: "country", targetField: "code", onDelete: .setNull, accessor: "entries", queryName: "entries", options: Kindred.FieldOptions(isUnique: true, isIndexed: true))
          /// The key value that points to an object.
          static func key(of target: Country) -> Country.UniqueFields.code? { target.code }
          /// The key's value in a model.
          static func reference(in source: Entry) -> Kindred.RelatedReference<Self> { source.$country }
          /// Replaces the key's value in a model.
          static func setReference(_ reference: Kindred.RelatedReference<Self>, in source: inout Entry) {
            source.$country = reference
          }
        }
      }

      /// The model's columns, for conditions and orderings.
      struct Columns: Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        typealias Model = Entry
        /// The path of relations from the queried model.
        let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        init(path: Kindred.RelationPath) { queryPath = path }
        /// The column of `id`.
        var id: Kindred.ColumnExpression<Kindred.Key<Entry>> { column(0) }
        /// The column of `blog`.
        var blogID: Kindred.ColumnExpression<Blog.PrimaryKey> { column(1) }
        /// The columns of the `Blog` that `blog` points to.
        var blog: Blog.Columns { follow(Relations.blog.self) }
        /// The column of `country`.
        var countryID: Kindred.ColumnExpression<Country.UniqueFields.code?> { column(2) }
        /// The columns of the `Country` that `country` points to.
        var country: Country.OptionalColumns { follow(Relations.country.self) }
        /// The column of `rating`.
        var rating: Kindred.ColumnExpression<Int> { column(3) }
        /// The column of `note`.
        var note: Kindred.ColumnExpression<String?> { column(4) }
      }

      /// The model's columns where the row may be missing.
      struct OptionalColumns: Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        typealias Model = Entry
        /// What a property of a selection is that they select.
        typealias SelectedValue = Model?
        /// The path of relations from the queried model.
        let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        init(path: Kindred.RelationPath) { queryPath = path }
        /// The column of `id`.
        var id: Kindred.ColumnExpression<Kindred.Key<Entry>?> { column(0) }
        /// The column of `blog`.
        var blogID: Kindred.ColumnExpression<Blog.PrimaryKey?> { column(1) }
        /// The columns of the `Blog` that `blog` points to.
        var blog: Blog.OptionalColumns { follow(Relations.blog.self) }
        /// The column of `country`.
        var countryID: Kindred.ColumnExpression<Country.UniqueFields.code?> { column(2) }
        /// The columns of the `Country` that `country` points to.
        var country: Country.OptionalColumns { follow(Relations.country.self) }
        /// The column of `rating`.
        var rating: Kindred.ColumnExpression<Int?> { column(3) }
        /// The column of `note`.
        var note: Kindred.ColumnExpression<String?> { column(4) }
      }

      /// The model's table.
      nonisolated static let schema = Kindred.ModelSchema(
        Entry.self,
        name: "Entry",
        fields: [
          .field("id", Kindred.Key<Entry>.self, options: Kindred.FieldOptions(isPrimaryKey: true, isAutomatic: true)),
          .foreignKey(Relations.blog.self),
          .foreignKey(Relations.country.self),
          .field("rating", Int.self, options: Kindred.FieldOptions(databaseDefault: .value(5), comment: "stars"), fill: { 5 }),
          .field("note", String?.self),
        ],
        ordering: ["-rating"],
        uniqueTogether: [["blog", "rating"]])

      /// The value of the primary key.
      nonisolated var primaryKey: Kindred.Key<Entry> {
        get { self.id }
        set { self.id = newValue }
      }

      /// Reads an instance from the columns of a row, in the schema's order.
      @inline(__always)
      nonisolated init(row: borrowing Kindred.DatabaseRow) throws {
        let value0 = try Kindred.Key<Entry>(row: row, column: 0)
        let value1 = try Kindred.RelatedReference<Relations.blog>(row: row, column: 1, link: 0)
        let value2 = try Kindred.RelatedReference<Relations.country>(row: row, column: 2, link: 1)
        let value3 = try Int(row: row, column: 3)
        let value4 = try String?(row: row, column: 4)
        self.id = value0
        self.$blog = value1
        self.$country = value2
        self.rating = value3
        self.note = value4
        self.rowOrigin = row.origin(key: value0)
      }

      /// Reads an instance and appends it.
      nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to models: inout [Entry]) throws {
        models.append(try Entry(row: row))
      }

      /// Binds every column but the primary key, in the schema's order.
      nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
        try self.$blog.key.bind(to: &writer)
        try self.$country.key.bind(to: &writer)
        try self.rating.bind(to: &writer)
        try self.note.bind(to: &writer)
      }

      /// The value of one column, by its index in the schema.
      nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
        switch index {
        case 0: try self.id.databaseValue()
        case 1: try self.$blog.key.databaseValue()
        case 2: try self.$country.key.databaseValue()
        case 3: try self.rating.databaseValue()
        case 4: try self.note.databaseValue()
        default: .null
        }
      }

      /// Reads one column, by its index in the schema, from a cell of a row.
      nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
        switch index {
        case 0: self.id = try Kindred.Key<Entry>(row: row, column: column)
        case 1: self.$blog.key = try Blog.PrimaryKey(key: row, column: column)
        case 2: self.$country.key = try Country.UniqueFields.code?(key: row, column: column)
        case 3: self.rating = try Int(row: row, column: column)
        case 4: self.note = try String?(row: row, column: column)
        default: break
        }
      }

      private enum CodingKeys: Swift.String, Swift.CodingKey {
        case id, blogID, countryID, rating, note
      }

      /// Decodes an instance; what is absent has its declared default.
      nonisolated init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.id = try container.decodeIfPresent(Kindred.Key<Entry>.self, forKey: .id) ?? .unsaved
        self.$blog = Kindred.RelatedReference(key: try container.decode(Blog.PrimaryKey.self, forKey: .blogID))
        self.$country = Kindred.RelatedReference(key: try container.decodeIfPresent(Country.UniqueFields.code.self, forKey: .countryID))
        self.rating = try container.decodeIfPresent(Int.self, forKey: .rating) ?? 5
        self.note = try container.decodeIfPresent(String.self, forKey: .note)
      }

      /// Encodes every column under its property's name, foreign keys as their raw keys.
      nonisolated func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.$blog.key, forKey: .blogID)
        try container.encode(self.$country.key, forKey: .countryID)
        try container.encode(self.rating, forKey: .rating)
        try container.encode(self.note, forKey: .note)
      }

      /// Has the compiler check what a macro cannot see.
      private nonisolated static func checkDeclaration() {
      #sourceLocation(file: "test.swift", line: 2)
      _ = isReadByPlugin
      #sourceLocation()
      }
    }

    nonisolated extension Entry: Kindred.Model, Swift.Codable {}
    """
}
