import SwiftCompiler
import Testing

@Suite("Type checking")
struct TypeCheckTests {
  /// The limit of solver scopes for an expression. Above it, the compiler reports "unable to type-check in reasonable time".
  /// Unlike a time limit, it does not depend on the machine.
  private static let scopes = "-solver-scope-threshold=20000"

  @Test("Conditions of ten terms stay far below the compiler's limit")
  func conditions() throws {
    let source = #"""
      import KindredCore
      func test(number: Int, text: String) {
        _ = Entry.objects.filter {
          $0.headline == "x" && $0.rating == 5 && $0.rating == number && $0.blog.name == "Beatles"
            && $0.note == nil && $0.headline != text && $0.rating < 3 && $0.rating >= 1 && $0.id == 3 && $0.blogID == 4
        }
        _ = Entry.objects.filter {
          ($0.headline == "x" || $0.rating == 5) && !($0.rating == number || $0.blog.name == "Beatles")
            && ($0.note == "y" || $0.rating + 1 > $0.rating * 2 + 3)
        }
        _ = Entry.objects.filter {
          $0.rating + 1 == 5 && $0.rating + $0.rating + 3 > 10 && $0.id == -1 && $0.headline.contains("x")
            && $0.blog.entry.rating > 3 || $0.blog == number || $0.blog != number && $0.blog.in([number]) || $0.id == 2 || $0.rating.in([1, 2, 3]) || $0.note.isNull
        }
        _ = Blog.objects.filter { $0.name == "x" && $0.entry.headline.contains("L") && ($0.entry.rating > 5 || !($0.id == 3)) }
          .exclude { $0.tagline == "y" }.order { ($0.name.desc, $0.id) }[5..<10]
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Aggregates and the closures on their results stay below it as well")
  func aggregates() throws {
    let source = #"""
      import KindredCore
      func test() async throws {
        let (count, average, best) = try await Entry.objects.aggregate {
          ($0.count(filter: $0.rating > 5 && $0.blog.name != "x"), $0.rating.avg(default: 0), $0.rating.max())
        }
        print(count + 1, average / 2, best ?? 0)
        let groups = try await Entry.objects.filter { $0.rating > 3 }
          .values { ($0.blog.name, $0.rating.avg(), $0.count(), $0.rating.sum() * 2) }
          .filter { name, average, count, sum in average > 3 && name != "x" && count + 1 > 2 && !(sum == nil) }
          .order { name, average, count, sum in (count.desc, average, name) }[..<5]
          .all()
        for (name, average, count, _) in groups { print(name + "x", average ?? 0.5, count + 1) }
        let blogs = try await Blog.objects.annotate { ($0.entry.count(), $0.entry.rating.avg()) }
          .filter { blog, count, average in count > 5 && blog.name != "x" || average > 2.5 }
          .order { blog, count, average in (average.desc, blog.name) }
          .all()
        for (blog, count, _) in blogs { print(blog.name, count + 1) }
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Windows, their frames and aliases stay below it as well")
  func windows() throws {
    let source = #"""
      import KindredCore
      func test() async throws {
        let ranked = Entry.objects.annotate {
          (
            $0.rating.avg().over(partitionBy: $0.blog, orderBy: $0.rating.desc, frame: .rows(.preceding(2), .currentRow)),
            Window.rank().over(partitionBy: $0.blogID, $0.note, orderBy: $0.rating.desc.nullsLast, $0.id),
            $0.rating - $0.rating.lag(2, default: 0).over(orderBy: $0.id)
          )
        }
        let best = ranked.filter { entry, average, rank, step in
          rank <= 3 && (average > 2.5 || step < 0) && entry.blog.name != "x"
        }
        for (entry, average, rank, _) in try await best.order({ entry, _, rank, _ in (rank, entry.id) }).all() {
          print(entry.headline, average ?? 0, rank + 1)
        }
        print(try await Entry.objects.filter {
          Window.rowNumber().over(partitionBy: $0.blog, orderBy: $0.rating.desc) <= 3 && $0.headline != "x"
        }.all().map(\.headline))
        print(try await Entry.objects.annotate { Window.rank().over(orderBy: $0.rating.desc) }
          .filter { entry, rank in rank <= 3 }.all().map(\.1).max() ?? 0)
        print(try await Entry.objects.values {
          $0.rating.sum(filter: $0.note.isNull).over(orderBy: $0.id, frame: .range(-10...10).excluding(.ties)) * 2
        }.all().count)
        print(try await Blog.objects.alias { $0.entry.count() }.filter { blog, entries in entries > 3 && blog.name != "x" }
          .order { blog, entries in (entries.desc, blog.name) }[..<5].all().map(\.name))
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Results of one column are plain values, and chains of values and annotate compile in one expression")
  func results() throws {
    let source = #"""
      import KindredCore
      func test() async throws {
        print(Set(try await Blog.objects.values { $0.name }.all()))
        print(try await Blog.objects.values { $0.name }.all().sorted())
        print(try await Blog.objects.values { $0.name }.all().contains("a"))
        print(try await Blog.objects.values { $0.name }.filter { $0 == "x" }.order { $0.desc }[..<3].first() ?? "")
        print(try await Blog.objects.annotate { $0.entry.count() }.all().map(\.1).max() ?? 0)
        print(try await Blog.objects.annotate { ($0.entry.count(), $0.name) }.all().map(\.2).sorted())
        print(try await Blog.objects.values { ($0.name, $0.id, $0.tagline) }.all().map(\.2))
        print(try await Entry.objects.values { $0.rating }.annotate { entry, rating in entry.count() }
          .order { rating, count in (count.desc, rating) }[..<3].all().map(\.1))
        print(try await Entry.objects.values { $0.rating }
          .annotate { entry, rating in (entry.count(), entry.headline.max()) }
          .filter { rating, count, last in count > 3 && rating > 1 && last != "x" }.all().map(\.2))
        print(try await Blog.objects.annotate { $0.entry.count() }.values { blog, count in (blog.name, count) }
          .filter { name, count in count > 3 && name != "x" }.all())
        print(try await Blog.objects.annotate { $0.entry.count() }.values { blog, count in count }
          .order { $0.desc }.all().sorted())
        print(try await Blog.objects.annotate { $0.entry.count() }
          .annotate { blog, count in (count + 1, blog.entry.rating.max()) }
          .filter { blog, count, more, best in more > 3 && best != nil && blog.name == "x" }
          .order { blog, count, more, best in (more.desc, blog.name) }.all().map(\.2))
        for try await (blog, count) in Blog.objects.annotate({ $0.entry.count() }).rows { print(blog.name, count + 1) }
        for try await name in Blog.objects.values({ $0.name }).rows { print(name + "x") }
        let best: Int? = try await Blog.objects.values { ($0.name, $0.entry.count()) }.aggregate { name, n in n.max() }
        print(best ?? 0)
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Closures in closures stay below it as well")
  func nested() throws {
    let source = #"""
      import KindredCore
      func test(number: Int, text: String) async throws {
        _ = Blog.objects.filter { blog in
          Entry.objects.filter {
            $0.blog == blog && $0.rating > number && $0.headline != text && $0.note == nil && $0.rating < 3
              && $0.id == 3 && $0.headline == blog.name && $0.rating + 1 > $0.rating * 2
              && ($0.note == "y" || !($0.rating == 5)) && $0.blogID == blog.id
          }.hasRows && blog.name != "x" && blog.id > 3
        }
        _ = Blog.objects.filter { blog in
          blog.entry.any { entry in
            entry.rating > 8 && entry.blog.entry.all { $0.rating > entry.rating && $0.headline != blog.name && $0.id != 3 }
              && entry.headline.contains("x")
          } && blog.entry.none { $0.note == text || $0.rating + 1 == number } && blog.tagline == "z"
        }
        let rows = try await Blog.objects.annotate { blog in
          (
            Entry.objects.filter { $0.blog == blog && $0.rating > 3 }.rowCount,
            Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }.values { $0.headline }.scalar,
            Entry.objects.filter { $0.blogID == blog.id && $0.note != nil }.values { $0.rating.max() }.scalar
          )
        }
        .filter { blog, count, headline, best in count > 3 && best != nil && headline != "x" && blog.name == "y" }
        .order { blog, count, headline, best in (count.desc, blog.name) }.all()
        for (blog, count, headline, best) in rows { print(blog.name, count + 1, headline ?? "", best ?? 0) }
        _ = Entry.objects.filter {
          $0.headline.in(Blog.objects.filter { $0.name != text && $0.id == 3 }.values { $0.name })
            && !$0.note.in(Blog.objects.values { $0.tagline }) && $0.rating > 3 && $0.blog.in(Blog.objects)
        }.exclude { entry in
          Entry.objects.filter { $0.blog == entry.blog }.values { $0.rating.avg() }.scalar > 5.5 && entry.rating < 3
        }
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Sets, tables and joins stay below it as well")
  func sources() throws {
    let source = #"""
      import KindredCore
      func test(number: Int, text: String) async throws {
        let names = Blog.objects.values { ($0.name, $0.entry.count()) }
          .union(Entry.objects.values { ($0.headline, $0.rating) }, all: true)
          .filter { name, count in count > 3 && name != text && name.contains("x") }
          .order { name, count in (count.desc, name) }[..<5]
        print(try await names.all().map(\.1), try await names.aggregate { _, count in count.sum() } ?? 0)
        let either = (Entry.objects.filter { $0.rating > number } | Entry.objects.filter { $0.note == text })
          & Entry.objects.exclude { $0.blog.name == "x" }
        print(try await either.difference(Entry.objects[..<3]).filter { $0.rating < 3 }.count())
        let totals = Entry.objects.values { ($0.blogID, $0.count(), $0.rating.avg()) }.asTable("totals")
        let one = Blog.objects
          .joining(totals) { blog, key, count, average in blog.id == key && count > number && average > 2.5 }
        let two = one.joining(totals) { blog, key, count, average, _, first, _ in blog.id != key && first < count }
        let rows = try await two
          .filter { blog, key, count, average, other, more, mean in more > count + 1 && blog.name != text }
          .order { blog, key, count, average, other, more, mean in (more.desc, blog.name) }
          .all()
        for (blog, _, count, average, _, _, _) in rows { print(blog.name, count + 1, average ?? 0) }
        let start = Entry.objects.filter { $0.note == nil }.values { ($0.id, $0.headline, Expr.value(0)) }
        let chain = start.recursively { tree in
          Entry.objects.joining(tree) { entry, id, path, depth in entry.id == id && depth < number }
            .values { entry, id, path, depth in (entry.id, path, depth + 1) }
        }
        let deep = chain.query.filter { id, path, depth in depth > 2 && path != text }
        print(try await deep.all().map(\.1))
        let good = Blog.objects.leftJoining({ $0.entry }, where: { $0.rating > 3 && $0.headline != text }) { blog, entry in
          (entry.count(), entry.rating.max(), entry.headline.min())
        }
        print(try await good.filter { blog, count, best, first in count == 0 || best > 3 }.all().map(\.1))
        let pairs = Entry.objects.joining(Blog.objects.filter { $0.name != text }) { entry, blog in
          entry.headline.contains(blog.name) && entry.blogID != blog.id
        } selecting: { entry, blog in (blog.name, blog.tagline) }
        print(try await pairs.order { entry, name, tagline in (name, entry.rating.desc) }.all().map(\.2))
        let best = Blog.objects.joiningEach { blog in
          Entry.objects.filter { $0.blog == blog && $0.rating > 3 }.order { $0.rating.desc }
            .values { ($0.headline, $0.rating) }[..<3]
        }
        print(try await best.filter { blog, headline, rating in rating > 3 && headline != blog.name }.all().map(\.1))
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Conditional expressions stay below it, alone and in conditions, orders and aggregates")
  func conditionals() throws {
    let source = #"""
      import KindredCore
      func test(text: String) async throws {
        let words: [String] = try await Entry.objects.values {
          when($0.rating > 8 && $0.blog.name != "x", then: "great").when($0.rating > 5, then: $0.headline)
            .when($0.rating > 3, then: text).when($0.rating > 2 || $0.note == "y", then: "fair").otherwise("poor")
        }.all()
        let some: [String?] = try await Entry.objects.values {
          when($0.rating > 5, then: $0.note).when($0.rating > 3, then: "x")
        }.all()
        _ = Entry.objects.filter {
          when($0.rating > 5, then: "x").otherwise($0.headline) == "x" && $0.rating + 1 > 3 && $0.note != nil
            && when($0.rating > 5, then: $0.rating * 2).when($0.rating > 3, then: 4).otherwise(0) > $0.rating - 1
        }.order { (when($0.rating > 8, then: 1).otherwise(2), $0.rating.desc) }
        let sum = try await Entry.objects.aggregate { when($0.rating > 5, then: $0.rating + 1).otherwise(0).sum() }
        print(words, some, sum ?? 0)
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Look-ups, transforms and times stay below it, in chains and in nested closures")
  func lookups() throws {
    let source = #"""
      import Foundation
      import KindredCore
      func test(text: String, number: Int, moment: Expr<Date>, other: Expr<Date?>, length: Expr<Duration>) async throws {
        _ = Entry.objects.filter {
          $0.headline[0..<3].uppercased() == "LEN" && $0.headline.regex("^a") && $0.rating.range($0.rating - 1, number)
            && $0.note[2...].lowercased() != text && $0.rating.in(anyOf: $0.rating + 1, $0.headline.length)
            && $0.headline.position(of: $0.blog.name) > 0 && $0.headline.replacing("a", with: "b").length == 3
            && moment.year == 2005 && other.date.year > 2003 && moment.year.in([2003, 2005])
            && $0.headline.collated("C") < "x" && $0.headline.sha256() != text
        }
        _ = Entry.objects.filter { entry in
          moment.advanced(by: .seconds(60)) < .now && moment.advanced(by: length) > moment
            && moment.duration(to: other) > .seconds(5) && length.scaled(by: 2) + .seconds(1) > length - .seconds(3)
            && moment.duration(to: moment).hour == 3 && length.scaled(by: 0.5) > .zero && -length < .zero
            && entry.blog.entry.any { $0.headline[..<4] == entry.headline[..<4] && $0.headline.iRegex("b") }
        }
        let entry = try await Entry.objects.create(Entry(blogID: 1, headline: text)) { entry in
          entry.rating.set((Entry.objects.values { $0.rating.max() }.scalar ?? 0) + 1)
          entry.headline.set(entry.headline.uppercased())
        }
        var changed = entry
        try await changed.update { $0.rating.set(when($0.rating < 9, then: $0.rating + 1).otherwise(10)) }
        let rows = try await Blog.objects.annotate { blog in
          Entry.objects.filter { $0.blog == blog && $0.rating > 3 }.order { $0.rating.desc }.values { $0.headline }.array
        }.all()
        for (blog, headlines) in rows { print(blog.name, headlines.count) }
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("Selections stay below it, with conditions, orders and other selections after them")
  func selections() throws {
    let source = #"""
      import KindredCore
      func test(text: String) async throws {
        let stats = try await Blog.objects.filter { $0.name != "x" && $0.entry.rating > 2 }
          .values {
            BlogStats.Columns(
              name: $0.name, entries: $0.entry.count(filter: $0.entry.rating > 3), best: $0.entry.rating.max(), blog: $0)
          }
          .filter { $0.entries > 3 && $0.best != nil && ($0.name != text || $0.blog.name == "y") && $0.entries + 1 > 2 }
          .exclude { $0.best > 5 }.order { ($0.entries.desc, $0.blog.name, $0.best) }[..<3].all()
        for row in stats { print(row.name + "x", row.entries + 1, row.best ?? 0, row.blog.name) }
        let annotated = try await Blog.objects
          .annotate {
            BlogStats.Columns(name: $0.name, entries: $0.entry.count() * 2 + 1, best: $0.entry.rating, blog: $0)
          }
          .filter { blog, stats in stats.entries > 3 && blog.name != "x" && stats.best > 2 }
          .order { blog, stats in (stats.entries.desc, blog.name) }.all()
        for (blog, row) in annotated { print(blog.name + row.name, row.entries + 1) }
        let average = try await Blog.objects.annotate { $0.entry.count() }
          .values { blog, count in BlogStats.Columns(name: blog.name, entries: count, best: count + 1, blog: blog) }
          .aggregate { $0.entries.avg() }
        print(average ?? 0.5)
        let names = try await Blog.objects
          .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count(), best: $0.entry.rating.max(), blog: $0) }
          .filter { $0.entries > 3 }.values { blog, stats in stats.name }.all()
        print(names.sorted())
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  /// The scopes that each of the most complex queries of the documentation may need, far fewer than the compiler's limit.
  private static let documented = "-solver-scope-threshold=4000"

  @Test(
    "Each of the ten most complex queries of the documentation stays below a ceiling of its own",
    arguments: [
      #"Blog.objects.filter { blog in blog.entry.any { entry in entry.blog.entry.any { $0.headline == entry.headline && blog.name != "x" } } }"#,
      """
      Blog.objects.annotate { blog in
        Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }.values { $0.headline }.scalar
      }
      """,
      #"Entry.objects.values { when($0.rating > 7, then: "good").when($0.rating > 3, then: "fair").otherwise("poor") }"#,
      #"Entry.objects.values { ($0.headline, $0.rating * 10 + $0.rating) }.filter { headline, score in score > 70 && headline != "Lennon" }.order { headline, score in score.desc }[..<5]"#,
      "Entry.objects.values { ($0.blog.name, $0.count()) }.filter { name, count in count > 5 }.order { name, count in (count.desc, name) }",
      ##"Entry.objects.filter { $0.headline[0..<6].trimmed().lowercased().length > 3 && $0.headline.regex(#"^Lennon\b"#) }"##,
      "Entry.objects.filter { entry in !Entry.objects.filter { $0.blog == entry.blog && $0.rating > entry.rating }.hasRows }",
      "Entry.objects.filter { $0.rating.in(anyOf: $0.rating + 2, $0.rating * 3) && $0.rating.range($0.rating - 1, 6) }",
      #"Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating < 5 }.filter { $0.entry.none { $0.rating < 3 } }"#,
      """
      Blog.objects.annotate { $0.entry.count() }.annotate { blog, count in (count + 1, blog.entry.rating.max()) }
        .filter { blog, count, more, best in more > 3 && best != nil && blog.name == "x" }
      """,
    ])
  func documentation(_ query: String) throws {
    let source = "import KindredCore\nfunc test() { _ = \(query) }\n"
    let outcome = try Compiler.check(source, flags: [Self.documented])
    #expect(outcome.succeeded, "\(outcome.errors)")
  }

  @Test("The ceiling is real: an expression that is too much is refused by it")
  func ceiling() throws {
    let outcome = try Compiler.check(
      #"""
      import KindredCore
      func test() {
        _ = Entry.objects.filter { $0.rating + 1 + 2 + 3 + 4 > 1 + 2 + 3 + 4 * $0.rating && $0.rating == 2 }
      }
      """#, flags: ["-solver-scope-threshold=3"])
    #expect(!outcome.succeeded)
  }
}
