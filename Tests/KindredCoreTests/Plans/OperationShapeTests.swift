import KindredSQLite
import Testing

@testable import HandWritten
@testable import KindredCore

/// Operations with equal contents are equal, wherever they were declared. So queries with them share plans.
@Suite("Shapes of operations")
struct OperationShapeTests {
  private func key(_ operation: SQLOperation) -> PlanKey {
    PlanKey(kind: .rows, query: Entry.objects.filter { Expr<String>(operation, $0.headline) == "x" }.query)
  }

  @Test("Name, kind, rule about NULL and each spelling are of the shape")
  func contents() throws {
    let operations = [
      SQLOperation("f", spelling: .call("F")), SQLOperation("g", spelling: .call("F")),
      SQLOperation("f", spelling: .call("G")), SQLOperation("f", kind: .predicate, spelling: .call("F")),
      SQLOperation("f", nulls: .never, spelling: .call("F")), SQLOperation("f", nulls: .custom, spelling: .call("F")),
      SQLOperation("f", nulls: .nullIfAllNull, spelling: .call("F")),
      SQLOperation("f", spelling: .call("F"), in: [.postgres: .call("G")]),
      SQLOperation("f", spelling: .call("F"), in: [.sqlite: .call("G")]),
      SQLOperation("f", spelling: .prefix("F")), SQLOperation("f", spelling: .template("F({0})")),
      SQLOperation("f", spelling: .template("F({0})", .other)),
    ]
    #expect(Set(operations).count == operations.count)
    let keys = operations.map(key)
    for (index, key) in keys.enumerated() {
      for (otherIndex, other) in keys.enumerated() {
        #expect(key.hasSameShape(as: other) == (index == otherIndex), "\(index) and \(otherIndex)")
        #expect((key.shape == other.shape) == (index == otherIndex), "\(index) and \(otherIndex)")
      }
    }
  }

  @Test("Operands count by their number and their order")
  func operands() throws {
    func key(_ operands: (Entry.Columns) -> Expr<String>) -> PlanKey {
      PlanKey(kind: .rows, query: Entry.objects.filter { operands($0) == "x" }.query)
    }
    let join = SQLOperation("join", spelling: .call("JOIN"))
    let keys = [
      key { Expr(join, $0.headline) }, key { Expr(join, $0.headline, $0.blog.name) },
      key { Expr(join, $0.blog.name, $0.headline) }, key { Expr(join, $0.headline, Expr<String>.value("a")) },
      key { Expr(join, Expr<String>.value("a"), $0.headline) },
      key { Expr(join, $0.headline, $0.headline, $0.headline) },
    ]
    let cache = PlanCache(dialect: .sqlite)
    for key in keys + keys { _ = try cache.plan(for: key) }
    #expect(cache.count == keys.count)
  }

  @Test("10,000 functions that are built in a loop leave one plan")
  func builtInLoop() throws {
    let cache = PlanCache(dialect: .sqlite)
    var texts: Set<String> = []
    for number in 0..<10_000 {
      let twice = SQLOperation(
        "twice", nulls: .strict, spelling: .template("{0} || {0}", .other), in: [.postgres: .call("REPEAT")])
      let query = Entry.objects.filter { Expr<String>(twice, $0.headline) == "\(number)" }.query
      let key = PlanKey(kind: .rows, query: query)
      texts.insert(try cache.plan(for: key).sql)
      #expect(key.values == [.text("\(number)")])
    }
    #expect(cache.count == 1)
    #expect(texts.count == 1)
    #expect(texts.first?.hasSuffix(#" WHERE "entry"."headline" || "entry"."headline" = ?1"#) == true, "\(texts)")
  }
}
