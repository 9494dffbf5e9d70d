package io.watchlog.tracer.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Arrays;

/**
 * One connection to the agent, with at most one exchange on it. An answer whose head is complete
 * counts, even when its body never ends or cannot be read: the body is cut at 64 KiB, and the
 * connection is not used again. So does one whose head is too long, by its status. On the event
 * loop only.
 */
final class AgentConnection extends ChannelInboundHandlerAdapter {
  static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final AgentConnectionPool pool;
  private ChannelHandlerContext context;
  private AgentExchange exchange;
  private Throwable trouble;
  private boolean bodySent;
  private boolean heard;

  private int status;
  private boolean interim;
  private boolean keepAlive;
  private long retryAfterMs;
  private byte[] answer = new byte[256];
  private int answerLength;

  private long keepAliveNs;
  private long idleSinceNs;

  AgentConnection(AgentConnectionPool pool) {
    this.pool = pool;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Sends a request; the exchange hears of its end. Takes over the request. */
  void send(AgentExchange newExchange, FullHttpRequest request) {
    exchange = newExchange;
    trouble = null;
    bodySent = false;
    heard = false;
    status = 0;
    interim = false;
    answerLength = 0;
    context
        .writeAndFlush(request)
        .addListener(
            written -> {
              if (exchange == newExchange) {
                if (written.isSuccess()) {
                  bodySent = true;
                } else if (trouble == null) {
                  trouble = written.cause();
                }
              }
            });
  }

  boolean bodySent() {
    return bodySent;
  }

  /** Whether anything at all came back, be it half a head. */
  boolean heard() {
    return heard;
  }

  /** Whether the head of the final answer has arrived. */
  boolean answered() {
    return status != 0;
  }

  /** The answer as far as it has arrived. */
  AgentAnswer answer() {
    boolean good = AnswerClassifier.classify(status) == Outcome.TAKEN;
    return new AgentAnswer(
        status,
        good ? AnswerParser.skipped(answer, answerLength) : 0,
        retryAfterMs,
        good ? "" : AnswerParser.text(answer, answerLength));
  }

  /** Forgets the exchange and closes. */
  void abandon() {
    exchange = null;
    close(context);
  }

  /** Closes; a close that fails has nothing behind it that could be lost. */
  static void close(ChannelOutboundInvoker channel) {
    ChannelFuture unused = channel.close();
  }

  boolean usable(long nowNs) {
    return context.channel().isActive() && nowNs - idleSinceNs - keepAliveNs < 0;
  }

  long unusableAtNs() {
    return idleSinceNs + keepAliveNs;
  }

  /** Stands before the decoder, which says nothing of half a head. */
  ChannelHandler firstByteWatch() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        ctx.fireChannelRead(message);
      }
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (exchange == null) {
        // Nothing was asked: what comes now would be taken for the next answer.
        close(ctx);
      } else if (message instanceof HttpObject object) {
        if (object.decoderResult().isFailure()) {
          onUnreadable(object);
        } else {
          onObject(object);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onUnreadable(HttpObject object) {
    Throwable cause = object.decoderResult().cause();
    if (object instanceof HttpResponse response && cause instanceof TooLongHttpHeaderException) {
      onHead(response);
    }
    if (answered()) {
      // Sent again, the agent would have the batch twice, and answer in the same way.
      complete(false);
    } else {
      AgentExchange failed = exchange;
      abandon();
      failed.lost(ExchangeFailure.Kind.UNREADABLE, cause);
    }
  }

  private void onObject(HttpObject object) {
    if (object instanceof HttpResponse response) {
      onHead(response);
    }
    if (object instanceof HttpContent content && !interim) {
      boolean whole = collect(content.content());
      if (!whole || content instanceof LastHttpContent) {
        complete(whole && keepAlive && bodySent);
      }
    }
  }

  private void onHead(HttpResponse response) {
    // A switch of protocols is an end, and one that nobody asked for.
    interim =
        response.status().codeClass() == HttpStatusClass.INFORMATIONAL
            && response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    if (!interim) {
      status = response.status().code();
      keepAlive = HttpUtil.isKeepAlive(response);
      keepAliveNs = AnswerParser.keepAliveNs(response.headers().get("Keep-Alive"));
      retryAfterMs =
          AnswerParser.retryAfterMs(
              response.headers().get(HttpHeaderNames.RETRY_AFTER), System.currentTimeMillis());
    }
  }

  private boolean collect(ByteBuf content) {
    int length = Math.min(content.readableBytes(), MAX_ANSWER_BYTES - answerLength);
    if (answerLength + length > answer.length) {
      answer = Arrays.copyOf(answer, Math.max(answerLength + length, 2 * answer.length));
    }
    boolean whole = length == content.readableBytes();
    content.readBytes(answer, answerLength, length);
    answerLength += length;
    return whole;
  }

  private void complete(boolean clean) {
    AgentExchange done = exchange;
    exchange = null;
    AgentAnswer result = answer();
    if (clean && keepAliveNs > 0) {
      idleSinceNs = System.nanoTime();
      pool.release(this);
    } else {
      close(context);
    }
    done.answered(result);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    trouble = cause;
    close(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.closed(this);
    if (exchange != null) {
      AgentExchange lost = exchange;
      exchange = null;
      if (answered()) {
        lost.answered(answer());
      } else {
        lost.lost(
            ExchangeFailure.Kind.CLOSED,
            trouble == null ? new IOException("end of stream") : trouble);
      }
    }
  }
}
