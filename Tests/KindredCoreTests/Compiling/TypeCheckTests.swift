import Testing

@Suite("Type checking")
struct TypeCheckTests {
  /// The solver counts its own work, so that the ceiling does not depend on how busy the machine is: an expression that
  /// needs more scopes than this is "unable to type-check in reasonable time".
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
            && $0.blog.entry.rating > 3 || $0.id == 2 || $0.rating.in([1, 2, 3]) || $0.note.isNull
        }
        _ = Blog.objects.filter { $0.name == "x" && $0.entry.headline.contains("L") && ($0.entry.rating > 5 || !($0.id == 3)) }
          .exclude { $0.tagline == "y" }.order { ($0.name.desc, $0.id) }[5..<10]
      }
      """#
    let outcome = try Compiler.check(source, flags: [Self.scopes])
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
