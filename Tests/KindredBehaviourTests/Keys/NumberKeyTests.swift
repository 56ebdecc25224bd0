import Kindred
import Testing

@Suite("Keys and numbers")
struct NumberKeyTests {
  @Test("Every verb that takes a key takes a number of any integer type")
  func numbers() async throws {
    try await withBlogs { fixture, _ async throws in
      let (int, small, unsigned) = (Int(2), Int8(2), UInt64(2))
      #expect(try await Blog.objects.get(id: int) == fixture.pop)
      #expect(try await Blog.objects.get(id: small) == fixture.pop)
      #expect(try await fixture.pop.entrySet.find(id: unsigned)?.blogID != 2)
      #expect(Key<Blog>(unsigned) == fixture.pop.id)
      #expect(try await Entry.objects.filter { $0.blog == Key(int) }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blog == Key(small) && $0.rating > 5 }.count() == 1)
      #expect(try await Entry.objects.filter { $0.blog != Key(unsigned) }.count() == 2)
      #expect(try await Entry.objects.filter { $0.reviewer != 1 }.count() == 3)
      #expect(try await Blog.objects.filter { $0.id.in([int, 3]) }.count() == 2)
      #expect(try await Blog.objects.filter { $0.entry.id.in([small]) }.count() == 1)
      #expect(try await Blog.objects.inBulk([int, 99]) == [2: fixture.pop])
    }
  }

  @Test("A relation is compared with a number of any integer type, or with a list of them")
  func relations() async throws {
    try await withBlogs { fixture, log async throws in
      let (int, small, unsigned) = (Int(2), Int8(2), UInt64(2))
      let all = try await Entry.objects.count()
      #expect(all == 4)
      _ = log.take()
      #expect(try await Entry.objects.filter { $0.blog == int }.count() == 2)
      let sql = log.take().first ?? ""
      #expect(sql.hasPrefix(#"SELECT COUNT(*) FROM "entry" WHERE "entry"."blog_id" = "#), "\(sql)")
      #expect(try await Entry.objects.filter { $0.blog == small && $0.rating > 5 }.count() == 1)
      #expect(try await Entry.objects.filter { $0.blog != unsigned }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blog == 2 && $0.blog != 1 }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blog.in([int, 99]) }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blog.in([small]) || $0.blog.in([1, 99]) }.count() == 4)
      #expect(try await Entry.objects.filter { $0.blog.in([fixture.pop.id]) }.count() == 2)
      #expect(try await Entry.objects.exclude { $0.blog.in(Set([unsigned])) }.count() == 2)
      #expect(try await Entry.objects.filter { $0.blog.in([Int]()) }.count() == 0)
      #expect(try await Blog.objects.filter { $0.entry == int }.count() == 1)
      for number in [Int128(Int64.max) + 1, Int128(Int64.min), Int128(Int64.min) + 1, .min, .max] {
        #expect(try await Entry.objects.filter { $0.blog == number }.count() == 0)
        #expect(try await Entry.objects.exclude { $0.blog == number }.count() == all)
        #expect(try await Entry.objects.filter { $0.blog != number }.count() == all)
        #expect(try await Entry.objects.filter { $0.reviewer != number }.count() == all)
        #expect(try await Entry.objects.filter { $0.blog.in([number, 2]) }.count() == 2)
        #expect(try await Entry.objects.exclude { $0.blog.in([number]) }.count() == all)
      }
      await kindredError(.unsavedObject) {
        _ = try await Entry.objects.filter { $0.blog.in([Key<Blog>.unsaved]) }.count()
      }
    }
  }

  @Test("A number that no column can hold is the key of no row, and traps nowhere")
  func outOfRange() async throws {
    try await withBlogs { fixture, _ async throws in
      for number in [Int128(Int64.max) + 1, Int128(Int64.min), Int128(Int64.min) + 1, .min, .max] {
        await #expect(throws: Blog.DoesNotExist.self) { try await Blog.objects.get(id: number) }
        #expect(try await Blog.objects.find(id: number) == nil)
        await kindredError(.invalidValue) { _ = try await Entry.objects.filter { $0.blog == Key(number) }.count() }
        #expect(try await Blog.objects.filter { $0.id.in([number, 1]) }.count() == 1)
        #expect(try await Blog.objects.inBulk([number, 1]).count == 1)
        let key = Key<Blog>(number)
        #expect(key.value == nil && !key.isUnsaved)
        await kindredError(.invalidValue) { _ = try await Blog.objects.get(id: key) }
        await kindredError(.invalidValue) { _ = try await Blog.objects.filter { $0.id == key }.count() }
        #expect(throws: KindredError.self) { try key.number }
      }
    }
  }

  @Test("A key is read from its text and gives its number")
  func texts() throws {
    let key: Key<Blog> = 17
    #expect(try key.number == 17)
    #expect(Key<Blog>("17") == key && String(key) == "17")
    #expect(Key<Blog>(String(Key<Blog>.unsaved)) == .unsaved)
    #expect(Key<Blog>("-9223372036854775806")?.value == -9_223_372_036_854_775_806)
    for text in ["", "x", "1.5", "9223372036854775808", "-9223372036854775808", "out of range"] {
      #expect(Key<Blog>(text) == nil)
    }
    do {
      _ = try Key<Blog>.unsaved.number
      Issue.record("an unsaved key has no number")
    } catch let error as KindredError {
      #expect(error.code == .unsavedObject)
    }
  }
}
