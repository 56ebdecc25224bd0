import SwiftCompiler
import Testing

@Suite("What never becomes SQL")
struct RawTextTests {
  private func check(_ snippet: String) throws -> Compiler.Outcome {
    try Compiler.check(
      "import KindredCore\nfunc test(text: String, database: Database) async throws {\n\(snippet)\n}\n")
  }

  @Test(
    "E-13, Q-26, RW-2: text that is made at run time does not convert to SQL",
    arguments: [
      ("_ = Blog.objects.raw(text)", "3:22: cannot convert value of type 'String' to expected argument type 'RawSQL'"),
      (
        "_ = try await database.execute(text)",
        "3:32: cannot convert value of type 'String' to expected argument type 'RawSQL'"
      ),
      ("let sql: RawSQL = text", "3:19: cannot convert value of type 'String' to specified type 'RawSQL'"),
      (
        "_ = RawSQL(stringLiteral: text)",
        "3:27: cannot convert value of type 'String' to expected argument type 'StaticString'"
      ),
      (
        """
        var parts = RawSQL.StringInterpolation(literalCapacity: 0, interpolationCount: 0); parts.appendLiteral(text)
        """, "3:104: cannot convert value of type 'String' to expected argument type 'StaticString'"
      ),
      (
        "_ = Blog.objects.filter { Expr<Bool>.sql($0.name) }",
        "3:45: cannot convert value of type 'ColumnExpression<String>' to expected argument type 'RawSQL'"
      ),
    ])
  func strings(_ snippet: String, _ expected: String) throws {
    let outcome = try check(snippet)
    #expect(!outcome.succeeded)
    #expect(outcome.errors.first == expected)
  }

  @Test("What has no form in a database cannot be interpolated")
  func values() throws {
    let outcome = try check(#"_ = Blog.objects.raw("SELECT \(text.startIndex)")"#)
    #expect(!outcome.succeeded)
  }

  @Test("The forms that compile")
  func forms() throws {
    let outcome = try check(
      #"""
      let part: RawSQL = "name = \(text)"
      _ = Blog.objects.raw("SELECT * FROM \(Blog.self) WHERE \(part) AND \(Blog.self, \.name) IN \(list: [text])")
      _ = Blog.objects.filter { Expr<Bool>.sql("\($0.name) = \(text) OR \($0.id) = \(3)") }
      _ = database.query("SELECT 1, 'x'", as: (Int, String?).self)
      _ = database.query("SELECT 1", as: Int.self)
      _ = RawSQL(unchecked: text)
      try await database.execute("DELETE FROM \(identifier: text)")
      """#)
    #expect(outcome.errors == [])
    #expect(outcome.succeeded)
  }
}
