import Testing

@Suite("What does not compile")
struct CompileErrorTests {
  @Test(
    "A mistake is reported at its own token, in words a person understands",
    arguments: [
      (#"_ = Blog.objects.filter { $0.nam == "x" }"#, "3:30: value of type 'Blog' has no member 'nam'"),
      (
        #"_ = Blog.objects.filter { $0.name == 3 }"#,
        "3:38: cannot convert value of type 'Int' to expected argument type 'String'"
      ),
      (
        #"_ = Blog.objects.filter { $0.id == entry.id }"#,
        "3:33: binary operator '==' cannot be applied to operands of type 'ColumnExpression<Key<Blog>>' and 'Key<Entry>'"
      ),
      (#"_ = Entry.objects.filter { $0.rating.contains("x") }"#, "3:38: value of type 'Int' has no member 'contains'"),
      (
        #"_ = Entry.objects.filter { $0.blog.nme == "x" && $0.rating > 3 }"#,
        "3:36: value of type 'Blog' has no member 'nme'"
      ),
      (#"_ = Entry.objects.order { $0.ratin }"#, "3:30: value of type 'Entry.Columns' has no member 'ratin'"),
    ])
  func mistakes(_ snippet: String, _ expected: String) throws {
    let outcome = try Compiler.check("import KindredCore\nfunc test(entry: Entry) {\n\(snippet)\n}\n")
    #expect(!outcome.succeeded)
    #expect(outcome.errors.first == expected)
  }

  @Test("Filtering in Swift instead of SQL is refused with the reason")
  func clientSideFilter() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test() async throws {
        _ = try await Entry.objects.filter { $0.headline.hasPrefix("x") }.count()
      }
      """)
    #expect(outcome.errors.first?.contains("the condition would run in Swift on every row of the table") == true)
  }

  @Test("So is filtering the rows of a result in Swift")
  func clientSideFilterOfResult() throws {
    let outcome = try Compiler.check(
      """
      import KindredCore
      func test() async throws {
        _ = try await Entry.objects.values { $0.headline }.filter { $0.hasPrefix("x") }.count()
      }
      """)
    #expect(outcome.errors.first?.contains("run in Swift on every row of the result") == true, "\(outcome.errors)")
  }
}
