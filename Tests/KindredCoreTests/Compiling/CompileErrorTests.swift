import SwiftCompiler
import Testing

@Suite("What does not compile")
struct CompileErrorTests {
  @Test(
    "A mistake is reported at its own token, in words a person understands",
    arguments: [
      (#"_ = Blog.objects.filter { $0.nam == "x" }"#, "3:30: value of type 'Blog.Columns' has no member 'nam'"),
      (
        #"_ = Blog.objects.filter { $0.name == 3 }"#,
        "3:35: binary operator '==' cannot be applied to operands of type 'ColumnExpression<String>' and 'Int'"
      ),
      (
        #"_ = Blog.objects.filter { $0.id == entry.id }"#,
        "3:33: binary operator '==' cannot be applied to operands of type 'ColumnExpression<Key<Blog>>' and 'Key<Entry>'"
      ),
      (
        #"_ = Entry.objects.filter { $0.rating.contains("x") }"#,
        "3:38: referencing instance method 'contains' on 'QueryExpression' requires the types 'Int' and 'String' be equivalent"
      ),
      (
        #"_ = Entry.objects.filter { $0.blog.nme == "x" && $0.rating > 3 }"#,
        "3:36: value of type 'Blog.Columns' has no member 'nme'"
      ),
      (#"_ = Entry.objects.order { $0.ratin }"#, "3:30: value of type 'Entry.Columns' has no member 'ratin'"),
    ])
  func mistakes(_ snippet: String, _ expected: String) throws {
    let outcome = try Compiler.check("import KindredCore\nfunc test(entry: Entry) {\n\(snippet)\n}\n")
    #expect(!outcome.succeeded)
    #expect(outcome.errors.first == expected)
  }

  @Test(
    "A condition that is none, or compares what has different types, is reported as what it is",
    arguments: [
      (
        "$0.rating > small && $0.headline == text",
        "3:42: cannot convert value of type 'Int32' to expected argument type 'Int'"
      ),
      (
        "$0.headline == note && $0.rating > 1",
        "3:45: value of optional type 'String?' must be unwrapped to a value of type 'String'"
      ),
      ("$0.rating > maybe", "3:42: value of optional type 'Int?' must be unwrapped to a value of type 'Int'"),
      (#""x" == $0.rating"#, "3:30: cannot convert value of type 'String' to expected argument type 'Int'"),
      (
        "$0.rating == 5.5",
        "3:40: binary operator '==' cannot be applied to operands of type 'ColumnExpression<Int>' and 'Double'"
      ),
      ("$0.rating * 2", "3:21: instance method 'filter' requires the types 'Int' and 'Bool' be equivalent"),
      ("all || $0.rating > 3", "3:34: operator function '||' requires that 'Bool' conform to 'QueryExpression'"),
      (
        "(1...5).contains($0.rating)",
        "3:38: instance method 'contains' requires that 'ColumnExpression<Int>' conform to 'Collection'"
      ),
      (
        "all ? $0.rating > 3 : true",
        "3:46: referencing operator function '>' on 'BinaryInteger' requires that 'ColumnExpression<Int>' conform to 'BinaryInteger'"
      ),
      (#"$0.headline.hasPrefix("x")"#, "3:42: 'hasPrefix' has been renamed to 'startsWith(_:)'"),
    ])
  func conditions(_ condition: String, _ expected: String) throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test(all: Bool, small: Int32, text: String, note: String?, maybe: Int?) {
        _ = Entry.objects.filter { \(condition) }
      }
      """)
    #expect(outcome.errors.contains(expected), "\(outcome.errors)")
  }

  @Test(
    "A mistake in a closure inside another one is reported at its own token",
    arguments: [
      (
        "Entry.objects.filter { $0.blog == blog && $0.ratin > 8 }.hasRows",
        "3:82: value of type 'Entry.Columns' has no member 'ratin'"
      ),
      (
        "Entry.objects.filter { $0.headline == blog.id }.hasRows",
        "3:72: operator function '==' requires the types 'String' and 'Key<Blog>' be equivalent"
      ),
      (
        #"blog.entry.any { $0.rating > "x" }"#,
        "3:66: cannot convert value of type 'String' to expected argument type 'Int'"
      ),
      (
        "Entry.objects.filter { $0.rating > 3 }",
        "3:20: instance method 'filter' requires that 'QuerySet<Entry>' conform to 'QueryExpression'"
      ),
      (
        "blog.name.in(Entry.objects.values { $0.rating })",
        "3:47: instance method 'in' requires the types 'String' and 'Int' be equivalent"
      ),
    ])
  func nested(_ condition: String, _ expected: String) throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test() {
        _ = Blog.objects.filter { blog in \(condition) }
      }
      """)
    #expect(outcome.errors.first == expected, "\(outcome.errors)")
  }

  @Test(
    "HU-6: a mistake in what a selection selects is reported at its argument",
    arguments: [
      (
        "name: $0.entry.count(), entries: $0.entry.count(), best: $0.entry.rating, blog: $0",
        "3:62: cannot convert value of type 'Int' to expected argument type 'String'"
      ),
      (
        "name: $0.entry.note, entries: $0.entry.count(), best: $0.entry.rating, blog: $0",
        "3:62: value of optional type 'String?' must be unwrapped to a value of type 'String'"
      ),
      (
        "name: $0.name, entries: $0.entry.rating.max(), best: $0.entry.count(), blog: $0",
        "3:87: value of optional type 'Optional<Int>.Base?' (aka 'Optional<Int>') must be unwrapped to a value of type 'Optional<Int>.Base' (aka 'Int')"
      ),
      (
        "name: $0.name, entries: $0.entry.count(), best: $0.name, blog: $0",
        "3:98: cannot convert value of type 'ColumnExpression<String>.SelectedBase' (aka 'String') to expected argument type 'Int'"
      ),
      (
        "name: $0.name, entries: $0.entry.count(), best: $0.entry.rating, blog: $0.entry",
        "3:121: cannot convert value of type 'Entry.OptionalColumns.SelectedValue' (aka 'Optional<Entry>') to expected argument type 'Blog'"
      ),
      (
        "name: $0.nam, entries: $0.entry.count(), best: $0.entry.rating, blog: $0",
        "3:56: value of type 'Blog.Columns' has no member 'nam'"
      ),
      (
        "name: $0.name, entries: $0.entry.count(), best: $0.entry.rating",
        "3:110: missing argument for parameter 'blog' in call"
      ),
      (
        "name: $0.name, entres: $0.entry.count(), best: $0.entry.rating, blog: $0",
        "3:46: incorrect argument label in call (have 'name:entres:best:blog:', expected 'name:entries:best:blog:')"
      ),
      (
        "name: \"x\", entries: $0.entry.count(), best: $0.entry.rating, blog: $0",
        "3:53: argument type 'String' does not conform to expected type 'SelectionTerm'"
      ),
    ])
  func selections(_ arguments: String, _ expected: String) throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test() {
        _ = Blog.objects.values { BlogStats.Columns(\(arguments)) }
      }
      """)
    #expect(outcome.errors.first == expected, "\(outcome.errors)")
  }

  @Test("HU-6: a mistake in a closure after a selection is reported at its own token")
  func selectionVerbs() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test(stats: ResultQuery<Blog, BlogStats, SelectedInto<BlogStats>>) async throws {
        _ = stats.filter { $0.entres > 3 }
        _ = stats.filter { $0.name == 3 }
        _ = stats.order { $0.blog.nam }
        _ = stats.order { ($0.entres.desc, $0.name) }
        _ = try await stats.aggregate { $0.name.sum() }
        let rows: [String] = try await stats.all()
      }
      """)
    #expect(
      outcome.errors == [
        "3:25: value of type 'BlogStats.Columns' has no member 'entres'",
        "4:30: binary operator '==' cannot be applied to operands of type 'Selected<String>' (aka 'Expr<String>') and 'Int'",
        "5:29: value of type 'Selected<Blog>' (aka 'Blog.Columns') has no member 'nam'",
        "6:25: value of type 'BlogStats.Columns' has no member 'entres'",
        "7:43: referencing instance method 'sum(distinct:filter:)' on 'QueryExpression' requires that 'String' conform to 'SummableValue'",
        "8:28: cannot assign value of type '[BlogStats]' to type '[String]'",
      ])
  }

  @Test("A list of other values is reported by its type; one of whole numbers is a list of keys")
  func lists() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test(numbers: [Int], texts: [String], small: Int32) async throws {
        _ = Entry.objects.filter { $0.id.in(numbers) && $0.blog.entry.rating.in(numbers) && $0.blog == Key(small) }
        _ = Entry.objects.filter { $0.blog == small && $0.blog != numbers[0] && $0.blog.in(numbers) || $0.blog == 3 }
        _ = try await Entry.objects.inBulk(numbers)
        _ = try await Entry.objects.get(id: small)
        _ = Entry.objects.filter { $0.rating.in(texts) }
        _ = Entry.objects.filter { $0.id.in(texts) }
        _ = try await Entry.objects.inBulk(texts)
        _ = Entry.objects.filter { $0.rating == small }
      }
      """)
    #expect(
      outcome.errors == [
        "7:43: cannot convert value of type '[String]' to expected argument type '[Int]'",
        "8:39: cannot convert value of type '[String]' to expected argument type '[Key<Entry>]'",
        "9:38: cannot convert value of type '[String]' to expected argument type '[Entry.PrimaryKey]' (aka 'Array<Key<Entry>>')",
        "10:40: binary operator '==' cannot be applied to operands of type 'ColumnExpression<Int>' and 'Int32'",
      ])
  }

  @Test("What sequences have is refused with the verb that asks the database for the same")
  func clientSideVerbs() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test(blog: Blog) async throws {
        _ = try await Entry.objects.first { $0.rating > 3 }
        _ = try await Entry.objects.contains { $0.rating > 3 }
        _ = try await Entry.objects.allSatisfy { $0.rating > 3 }
        _ = try await Entry.objects.prefix(3).all()
        _ = try await blog.entrySet.dropFirst(3).all()
        _ = Entry.objects.map { $0.headline }
        _ = Entry.objects.compactMap { $0.note }
        _ = Entry.objects.flatMap { $0.headline }
        _ = try await Entry.objects.min { $0.rating < $1.rating }
        _ = try await Entry.objects.max { $0.rating < $1.rating }
        _ = try await Entry.objects.reduce(0) { $0 + $1.rating }
        _ = try await blog.entrySet.reduce(into: 0) { $0 += $1.rating }
        _ = Entry.objects.sorted { $0.rating < $1.rating }
        try await Entry.objects.forEach { print($0) }
      }
      """)
    let expected = [
      "3:31: 'first(where:)' is unavailable: write the condition for the database: filter { … }.first()",
      "4:31: 'contains(where:)' is unavailable: write the condition for the database: filter { … }.exists()",
      "5:31: 'allSatisfy' is unavailable: ask the database for a row that breaks the condition: !exclude { … }.exists()",
      "6:31: 'prefix' is unavailable: slice the query: [..<count]",
      "7:31: 'dropFirst' is unavailable: slice the query: [count...]",
      "8:21: 'map' is unavailable: name the columns: values { $0.name }; what only Swift can make of objects: all().map",
      "9:21: 'compactMap' is unavailable: leave NULL to the database: filter { $0.name.isNotNull }.values { $0.name }",
      "10:21: 'flatMap' is unavailable: ask for the related rows: Entry.objects.filter { $0.blog.in(blogs) }",
      "11:31: 'min(by:)' is unavailable: earliest { $0.rating } gives the row, aggregate { $0.rating.min() } the value",
      "12:31: 'max(by:)' is unavailable: latest { $0.rating } gives the row, aggregate { $0.rating.max() } the value",
      "13:31: 'reduce' is unavailable: let the database add up: aggregate { $0.rating.sum() }",
      "14:31: 'reduce(into:_:)' is unavailable: let the database add up: aggregate { $0.rating.sum() }",
      "15:21: 'sorted(by:)' is unavailable: let the database sort: order { $0.rating }",
      "16:27: 'forEach' is unavailable: read the rows in a loop: for try await row in query.rows { … }",
    ]
    #expect(outcome.errors == expected)
  }

  @Test("What other libraries spell in another way is refused with the spelling that is right")
  func otherSpellings() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test() async throws {
        _ = Entry.objects.order("-rating", "headline")
        _ = try await Entry.objects.get(pk: 3)
        _ = Entry.objects.order { $0.rating.desc() }
        _ = Entry.objects.filter { $0.note.isNull() && $0.rating > 3 }
        try await Entry.objects.update { $0.rating = 5; $0.headline = "x" }
        try await Entry.objects.update { $0.raitng.set(5) }
        try await Entry.objects.update { $0.rating.set("x") }
        try await Entry.objects.update { $0.rating.set($0.rating + 1); $0.headline.set("x") }
      }
      """)
    let properties = "properties, without parentheses"
    #expect(
      outcome.errors == [
        "4:31: 'get(pk:)' has been renamed to 'get(id:)'",
        "5:43: 'callAsFunction()' is unavailable: orderings are \(properties): $0.name.desc",
        "6:44: 'callAsFunction()' is unavailable: these conditions are \(properties): $0.name.isNull",
        "7:27: 'update' is unavailable: a column is set by a method: update { $0.rating.set(5) }",
        "8:39: value of type 'Entry.Columns' has no member 'raitng'",
        "9:50: cannot convert value of type 'String' to expected argument type 'Int'",
      ])
  }

  @Test("A property whose type is none of a column is told what to write, by what the type is")
  func fieldTypes() throws {
    let outcome = try Compiler.check(
      """
      import Foundation
      import KindredCore
      enum Plain: String { case a }
      struct Point {}
      func test() {
        FieldTypeCheck.column(of: Plain.self)
        FieldTypeCheck.column(of: Point.self)
        FieldTypeCheck.column(of: Blog.self)
        FieldTypeCheck.column(of: URL.self)
        FieldTypeCheck.column(of: Int.self)
      }
      """)
    #expect(
      outcome.errors == [
        "6:18: 'column(of:)' is unavailable: an enum in a column declares Choices beside its raw type, as in: "
          + "enum Status: String, Choices { … }",
        "7:18: 'column(of:)' is unavailable: no column has this type; keep it as a document with @Field(.json), "
          + "store it as another type with StoredAs, declare Choices on an enum with raw values, "
          + "or point to a model with @ForeignKey",
        "8:18: 'column(of:)' is unavailable: a column cannot hold a model; point to it with "
          + "@ForeignKey(onDelete: .cascade) or another rule",
        "9:18: 'column(of:)' is unavailable: keep the text of a URL, in a String; "
          + "or the URL as a document, with @Field(.json)",
      ])
  }

  @Test("A query set is no sequence of rows; its `rows` are")
  func loops() throws {
    let loop = "func test() async throws { for try await entry in Entry.objects { print(entry) } }"
    let refused = try Compiler.check("import KindredCore\n" + loop)
    #expect(refused.errors == ["2:57: for-in loop requires 'QuerySet<Entry>' to conform to 'AsyncSequence'"])
    let accepted = try Compiler.check("import KindredCore\n" + loop.replacing("objects", with: "objects.rows"))
    #expect(accepted.errors == [])
  }

  @Test("A condition on a result is reported as what it is")
  func conditionOnResult() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test() async throws {
        _ = try await Entry.objects.values { $0.headline }.filter { $0.hasPrefix("x") }.count()
      }
      """)
    #expect(outcome.errors == ["3:66: 'hasPrefix' has been renamed to 'startsWith(_:)'"])
  }
}
