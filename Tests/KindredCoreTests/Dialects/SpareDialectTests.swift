import Testing

@testable import HandWritten
@testable import KindredCore

/// The core contains no SQL that only one database understands. A dialect can change everything in its own parts.
@Suite("A dialect of its own")
struct SpareDialectTests {
  private func plan(_ key: PlanKey) throws -> StatementPlan {
    try PlanBuilder(dialect: .spare).build(stripped: key.stripped)
  }

  @Test("Identifiers and placeholders are the dialect's")
  func quoting() throws {
    let sql = try Blog.objects.filter { $0.name == "x" && $0.tagline != "y" }.unordered().sql(for: .spare)
    #expect(
      sql.text == """
        SELECT `blog`.`id`, `blog`.`name`, `blog`.`tagline` FROM `blog` \
        WHERE `blog`.`name` = ? AND `blog`.`tagline` <> ?
        """)
    #expect(sql.values == [.text("x"), .text("y")])
    var writer = SQLWriter(dialect: .spare)
    writer.write(identifier: "a`b\"c")
    #expect(writer.text == "`a``b\"c`")
  }

  @Test("A value that stands in two places is bound for each, where placeholders have no numbers")
  func repeated() throws {
    let sql = try Blog.objects.filter { $0.name.startsWith("x") && $0.tagline == "y" }.unordered()[0..<3]
      .sql(for: .spare)
    #expect(
      sql.text == """
        SELECT `blog`.`id`, `blog`.`name`, `blog`.`tagline` FROM `blog` \
        WHERE LEFT(`blog`.`name`, CHAR_LENGTH(?)) = ? AND `blog`.`tagline` = ? LIMIT ?
        """)
    #expect(sql.values == [.text("x"), .text("x"), .text("y"), .integer(3)])
  }

  @Test("An order says where NULL is, and chance has its own name")
  func order() throws {
    func order(_ ordering: (Entry.Columns) -> [QueryOrdering]) throws -> String {
      var query = Entry.objects.query
      query.ordering = ordering(Entry.Columns(path: .root))
      let text = try plan(PlanKey(kind: .rows, query: query)).sql
      return try #require(text.split(separator: " ORDER BY ", maxSplits: 1).last.map(String.init))
    }
    #expect(
      try order { [$0.note.asc.nullsLast, $0.id.desc] }
        == "`entry`.`note` IS NULL ASC, `entry`.`note` ASC, `entry`.`id` DESC")
    #expect(try order { [$0.note.desc.nullsFirst] } == "`entry`.`note` IS NULL DESC, `entry`.`note` DESC")
    #expect(try order { _ in [.random] } == "RAND()")
  }

  @Test("An offset alone has the dialect's largest limit")
  func offset() throws {
    let sql = try Blog.objects.unordered()[5...].sql(for: .spare)
    #expect(sql.text.hasSuffix(" FROM `blog` LIMIT 18446744073709551615 OFFSET ?"))
  }

  @Test("Q-15: set operations and common tables are those of the standard, with the dialect's quotes")
  func sources() throws {
    let named = Blog.objects.filter { $0.name == "x" }.unordered()
    let sql = try named.union(named[..<2], all: true).unordered().sql(for: .spare)
    let columns = "`blog`.`id`, `blog`.`name`, `blog`.`tagline`"
    #expect(
      sql.text == """
        SELECT \(columns) FROM (SELECT \(columns) FROM `blog` WHERE `blog`.`name` = ? UNION ALL \
        (SELECT \(columns) FROM `blog` WHERE `blog`.`name` = ? LIMIT ?)) AS `blog`
        """)
    #expect(sql.values == [.text("x"), .text("x"), .integer(2)])
    let table = named.values { $0.name }.asTable("t")
    let joined = Blog.objects.unordered().joining(table) { blog, name in blog.name == name && blog.tagline == "y" }
    let text = try joined.sql(for: .spare)
    #expect(
      text.text == """
        WITH `t` (`column_1`) AS (SELECT `blog`.`name` AS `column_1` FROM `blog` WHERE `blog`.`name` = ?) \
        SELECT \(columns), `t`.`column_1` FROM `blog` \
        INNER JOIN `t` ON `blog`.`name` = `t`.`column_1` AND `blog`.`tagline` = ?
        """)
    #expect(text.values == [.text("x"), .text("y")])
  }

  @Test("Where there is no DISTINCT ON, rows are numbered")
  func distinctOn() throws {
    let text = try Blog.objects.order { $0.name.asc }.distinct { $0.name }.sql(for: .spare).text
    #expect(text.contains("ROW_NUMBER() OVER (PARTITION BY `blog`.`name` ORDER BY `blog`.`name` ASC, `blog`.`id` ASC)"))
    #expect(!text.contains("DISTINCT ON"))
  }

  @Test("An aggregate over some rows is the dialect's")
  func filtered() throws {
    let columns = Entry.Columns(path: .root)
    let totals: [ExpressionNode] = [
      columns.id.count(filter: columns.rating > 7).node,
      columns.headline.count(distinct: true, filter: columns.rating > 8).node, columns.rating.max().node,
    ]
    let text = try plan(PlanKey(kind: .totals, query: Entry.objects.unordered().query, columns: totals)).sql
    #expect(
      text == """
        SELECT COUNT(CASE WHEN `entry`.`rating` > ? THEN `entry`.`id` END), \
        COUNT(DISTINCT CASE WHEN `entry`.`rating` > ? THEN `entry`.`headline` END), MAX(`entry`.`rating`) FROM `entry`
        """)
  }

  @Test("Locks are the dialect's, and so is what they cannot do")
  func locks() throws {
    let entries = Entry.objects.unordered()
    #expect(try entries.selectForUpdate().sql(for: .spare).text.hasSuffix(" FROM `entry` FOR UPDATE"))
    #expect(
      try entries.selectForUpdate(skipLocked: true).sql(for: .spare).text.hasSuffix(" FOR UPDATE SKIP LOCKED"))
    #expect(try entries.selectForUpdate(of: { $0 }).sql(for: .spare).text.hasSuffix(" FROM `entry` FOR UPDATE"))
    let problem = #expect(throws: KindredError.self) {
      try entries.selectForUpdate(noKey: true).sql(for: .spare)
    }
    #expect(problem?.code == .invalidQuery)
    #expect(problem?.message == "Locks here are on keys, too; leave noKey out.")
    #expect(throws: KindredError.self) {
      try entries.filter { $0.blog.name == "x" }.selectForUpdate(of: { $0 }).sql(for: .spare)
    }
  }

  @Test("A row without values, and one that is there already")
  func inserts() throws {
    var writer = SQLWriter(dialect: .spare)
    writer.write(
      InsertStatement(
        table: "t", key: "id", columns: [], types: [],
        returning: [.column(SQLColumn(table: "", name: "id", isNullable: false))]))
    #expect(writer.text == "INSERT INTO `t` () VALUES () RETURNING `id`")
    func insert(_ conflict: InsertConflict) throws -> String {
      try plan(
        PlanKey(kind: .insert(withKey: false, omitting: [], rows: 2, conflict: conflict), query: Blog.objects.query)
      ).sql
    }
    let values = "INSERT INTO `blog` (`name`, `tagline`) VALUES (?, ?), (?, ?)"
    #expect(try insert(.ignore) == "\(values) ON DUPLICATE KEY UPDATE `id` = `id`")
    #expect(
      try insert(.update([2], target: [1]))
        == "\(values) ON DUPLICATE KEY UPDATE `tagline` = VALUES(`tagline`) RETURNING `id`")
  }

  @Test("Changes through other tables have the dialect's form")
  func changes() throws {
    let query = Entry.objects.filter { $0.blog.name == "x" }.query
    let keys = """
      SELECT `entry`.`id` FROM `entry` INNER JOIN `blog` ON `entry`.`blog_id` = `blog`.`id` WHERE `blog`.`name` = ?
      """
    #expect(
      try plan(PlanKey(kind: .delete, query: query)).sql
        == "DELETE `entry` FROM `entry` WHERE `entry`.`id` IN (\(keys))")
    let columns = Entry.Columns(path: .root)
    let update = try plan(PlanKey(kind: .update, query: query, assignments: [columns.rating.set(3)]))
    #expect(
      update.sql == "UPDATE `entry` JOIN (SELECT 1) z SET `rating` = ? WHERE `entry`.`id` IN (\(keys))")
    #expect(try update.boundValues([.integer(3), .text("x")]) == [.integer(3), .text("x")])
  }

  @Test("An explanation has the dialect's beginning")
  func explanation() throws {
    let text = try plan(PlanKey(kind: .explain, query: Blog.objects.unordered().query)).sql
    #expect(text == "EXPLAIN FORMAT=JSON SELECT `blog`.`id`, `blog`.`name`, `blog`.`tagline` FROM `blog`")
  }

  @Test("Tables have comments and foreign keys where the dialect wants them")
  func tables() throws {
    let builder = SchemaBuilder(dialect: .spare)
    let texts = try builder.statements(for: [Entry.self, Blog.self], ifNotExists: true)
    #expect(
      texts == [
        """
        CREATE TABLE IF NOT EXISTS `blog` (`id` bigint NOT NULL PRIMARY KEY AUTO_INCREMENT, \
        `name` varchar(100) NOT NULL, `tagline` longtext NOT NULL) ENGINE=InnoDB
        """,
        """
        CREATE TABLE IF NOT EXISTS `entry` (`id` bigint NOT NULL PRIMARY KEY AUTO_INCREMENT, \
        `blog_id` bigint NOT NULL, `headline` varchar(255) NOT NULL, `rating` bigint NOT NULL, \
        `note` longtext NULL) ENGINE=InnoDB
        """,
        "CREATE INDEX IF NOT EXISTS `entry_blog_id_idx` ON `entry` (`blog_id`)",
        """
        ALTER TABLE `entry` ADD CONSTRAINT `entry_blog_id_fk` FOREIGN KEY IF NOT EXISTS (`blog_id`) \
        REFERENCES `blog` (`id`)
        """,
      ])
  }

  @Test("Comments, defaults and the order of NULL in an index are written by the dialect, or left out")
  func parts() throws {
    let columns: [(String, DatabaseDefault, String?)] = [
      ("made", .currentTimestamp, "it's \\ here"), ("kind", .value(true), nil),
    ]
    let definitions = columns.map { name, value, comment in
      CreateTableStatement.ColumnDefinition(
        name: name, type: ColumnType(.bool), isNullable: false, isPrimaryKey: false, isAutomatic: false,
        isUnique: false, databaseDefault: value, collation: nil, comment: comment, reference: nil)
    }
    var writer = SQLWriter(dialect: .spare)
    writer.write(CreateTableStatement(table: "t", columns: definitions, constraints: [], comment: "what's"))
    #expect(
      writer.text == """
        CREATE TABLE `t` (`made` bool DEFAULT (UTC_TIMESTAMP(6)) NOT NULL COMMENT 'it''s \\\\ here', \
        `kind` bool DEFAULT TRUE NOT NULL) ENGINE=InnoDB COMMENT='what''s'
        """)
    let term = CreateIndexStatement.Term(
      expression: .column(SQLColumn(table: "", name: "a", isNullable: true)), isDescending: true, nulls: .last)
    var index = SQLWriter(dialect: .spare)
    index.write(CreateIndexStatement(name: "i", table: "t", terms: [term], isUnique: false))
    #expect(index.text == "CREATE INDEX `i` ON `t` (`a` DESC)")
    var partial = SQLWriter(dialect: .spare)
    let condition = SQLExpression.operation(.greater, [term.expression, .literal(.integer(0))])
    Dialect.spare.rules.writeIndex(
      CreateIndexStatement(name: "i", table: "t", terms: [term], isUnique: true, condition: condition), to: &partial)
    #expect(
      partial.text == "ALTER TABLE `t` ADD COLUMN v_i bigint INVISIBLE AS (CASE WHEN `a` > 0 THEN `a` END)")
  }
}
