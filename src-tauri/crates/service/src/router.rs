//! From the envelope of a shell to a flow and back. Refuses what is not in the list of commands.

use crate::Service;
use crate::enroll::record::SecretName;
use crate::host::PickKind;
use crate::running;
use crate::schema::{
    Command, Empty, EnrollKeyRequest, EnrollWriteRequest, Event, Outcome, Problem, Secret, Ticket,
};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use token::Pin;

/// The envelope is none of ours: unknown command, or a payload of another form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a command")]
pub struct NotACommand;

impl Service {
    /// Runs one command: `{"cmd": …, "payload": …, "run": …}` → an [`Outcome`] as JSON. The name of a run is given where it
    /// may be stopped (`run_stop`); it is the shell's own, and then `work` events tell how far it is.
    ///
    /// # Errors
    /// [`NotACommand`]. Everything else is an outcome.
    pub fn call(&self, envelope: Value) -> Result<Value, NotACommand> {
        let name = envelope.get("run").and_then(Value::as_str).map(|name| Ticket(name.to_owned()));
        let command = serde_json::from_value::<Command>(envelope).map_err(|_| NotACommand)?;
        let host = self.shared_host();
        let _at_work =
            name.map(|name| self.running().at_work(&name, move |work| host.emit(Event::Work(work))));
        Ok(match command {
            Command::app_start(_) => done(self.app_view()),
            Command::settings_change(request) => answer(self.change_settings(&request)),
            Command::data_reveal(_) => answer(self.reveal_data()),
            Command::documents_pick(request) => {
                let kind = if request.folder { PickKind::Folder } else { PickKind::Documents };
                done(self.open_paths(&self.host().pick_files(kind)))
            }
            Command::sample_open(_) => answer(self.open_sample().map(|opened| vec![opened])),
            Command::document_unlock(request) => {
                let password = Arc::new(pdf::Password::new(request.password.into_text()));
                answer(self.unlock(&request.document, &password))
            }
            Command::document_close(request) => {
                self.documents().close(&request.document);
                done(Empty {})
            }
            Command::document_repair(request) => answer(self.repair(&request.document, None)),
            Command::fields_prepare(request) => {
                answer(self.prepare_fields(&request.document, &request.fields, None))
            }
            Command::attachments_list(request) => answer(self.attachments(&request.document)),
            Command::attachment_save(request) => answer(self.save_attachment(&request)),
            Command::document_show(request) => answer(self.show(&request.document)),
            Command::document_reveal(request) => answer(self.reveal(&request.document)),
            Command::token_list(_) => done(self.tokens_view()),
            Command::token_refresh(_) => done(self.refresh_tokens()),
            Command::token_cancel(request) => {
                self.cancel_token(&request.token);
                done(Empty {})
            }
            Command::source_pick(request) => answer(self.pick_source(request.kind)),
            Command::driver_use(request) => answer(self.use_driver(&request)),
            Command::source_test(request) => answer(self.test_source(&request.source)),
            Command::source_remove(request) => answer(self.remove_source(&request.source)),
            Command::key_file_open(request) => {
                answer(self.open_key_file(&request.token, pin(request.password)))
            }
            Command::practice_set(request) => answer(self.set_practice(request.on)),
            Command::practice_reset(_) => answer(self.reset_practice()),
            Command::pin_change(request) => {
                answer(self.change_pin(&request.token, pin(request.old), pin(request.new), request.last_try))
            }
            Command::pin_unblock(request) => {
                answer(self.unblock_pin(&request.token, pin(request.puk), pin(request.new), request.last_try))
            }
            Command::pin_change_on_pad(request) => {
                answer(self.change_pin_on_pad(&request.token, request.last_try))
            }
            Command::pin_unblock_on_pad(request) => {
                answer(self.unblock_pin_on_pad(&request.token, request.last_try))
            }
            Command::sign_plan(request) => answer(self.sign_plan(&request, None)),
            Command::notice_draw(request) => answer(self.draw_notice(&request.text)),
            Command::page_seen(request) => answer(self.page_seen(&request)),
            Command::picture_pick(_) => answer(self.pick_picture()),
            Command::preset_list(_) => done(self.presets()),
            Command::preset_save(preset) => answer(self.save_preset(preset)),
            Command::preset_remove(request) => answer(self.remove_preset(&request.name)),
            Command::sign_run(request) => json(&self.sign_run(&request, None)),
            Command::secret_answer(request) => {
                json(&self.secret_answer(&request.ticket, pin(request.pin), request.last_try))
            }
            Command::secret_cancel(request) => {
                self.secret_cancel(&request.ticket);
                done(Empty {})
            }
            Command::verify_run(request) => answer(self.verify_run(&request)),
            Command::many_look(request) => answer(self.many_look(&request.selection)),
            Command::many_verify(request) => answer(self.many_verify(&request)),
            Command::many_open(request) => answer(self.many_open(&request)),
            Command::many_unlock(request) => {
                let password = Arc::new(pdf::Password::new(request.password.into_text()));
                answer(self.many_unlock(&request.selection, request.index, &password))
            }
            Command::many_save(request) => answer(self.many_save(&request.selection)),
            Command::many_forget(request) => {
                self.many_forget(&request.selection);
                done(Empty {})
            }
            Command::run_stop(request) => {
                self.running().stop(&request.ticket);
                done(Empty {})
            }
            Command::batch_plan(request) => answer(self.batch_plan(request)),
            Command::batch_start(request) => json(&self.batch_start(&request.batch, request.consent)),
            Command::batch_answer(request) => {
                json(&self.batch_answer(&request.ticket, pin(request.pin), request.last_try))
            }
            Command::batch_resume(request) => json(&self.batch_resume(&request.ticket)),
            Command::batch_retry(request) => json(&self.batch_retry(&request.ticket)),
            Command::batch_reveal(request) => answer(self.batch_reveal(&request.ticket)),
            Command::batch_save(request) => answer(self.batch_save(&request.ticket)),
            Command::batch_forget(request) => {
                self.batch_forget(&request.ticket);
                done(Empty {})
            }
            Command::pending_list(_) => done(self.pending_view()),
            Command::sign_complete(request) => {
                let password = request.password.map(|typed| Arc::new(pdf::Password::new(typed.into_text())));
                answer(self.complete(&request.id, password.as_ref(), None))
            }
            Command::pending_forget(request) => answer(self.forget_pending(&request.id)),
            Command::sign_extend(request) => answer(
                self.documents()
                    .get(&request.document)
                    .and_then(|open| self.extend(&open, request.level, None)),
            ),
            Command::network_get(_) => done(self.network_view()),
            Command::network_change(settings) => answer(self.network_change(&settings)),
            Command::network_login(request) => answer(self.network_login(request)),
            Command::network_test(request) => {
                let tried = self.network_test(&request.url);
                answer(running::go_on().map(|()| tried))
            }
            Command::cache_clear(_) => answer(self.cache_clear()),
            Command::version_open(request) => answer(self.open_version(&request)),
            Command::version_save(request) => answer(self.save_version(&request)),
            Command::report_save(request) => answer(self.save_report(&request)),
            Command::trust_list(_) => done(self.trust_view()),
            Command::trust_pick(_) => answer(self.trust_pick()),
            Command::trust_from_tokens(_) => done(self.trust_from_tokens()),
            Command::trust_add(request) => answer(self.trust_add_picked(&request)),
            Command::bundle_pick(_) => answer(self.bundle_pick()),
            Command::bundle_add(request) => {
                answer(self.bundle_add_picked(&request.fingerprint).map(|_| self.trust_view()))
            }
            Command::bundle_forget(_) => answer(self.bundle_forget().map(|()| self.trust_view())),
            Command::rules_list(_) => done(self.rules_view()),
            Command::trust_mark(request) => answer(self.trust_mark(&request.sha256, request.bsre)),
            Command::trust_remove(request) => answer(self.trust_remove(&request.sha256)),
            Command::doctor_run(request) => done(self.doctor(request)),
            Command::doctor_decode(request) => answer(self.doctor_decode(&request.code)),
            Command::support_preview(_) => done(self.support_preview()),
            Command::support_save(request) => answer(self.support_save(request.kind)),
            Command::help_get(_) => done(self.help_view()),
            Command::lost_mark(request) => answer(self.mark_lost(&request)),
            Command::statement_act(request) => answer(self.statement_act(request)),
            Command::sheet_save(_) => answer(self.save_sheet()),
            Command::reminder_dismiss(request) => answer(self.dismiss_reminder(&request)),
            Command::history_list(request) => answer(self.history(&request)),
            Command::history_check(_) => answer(self.history_check()),
            Command::history_open(request) => answer(self.history_open(&request)),
            Command::places_keep(request) => answer(self.places_keep(request)),
            Command::usage_view(request) => answer(self.usage_view(&request)),
            Command::usage_save(request) => answer(self.usage_save(&request)),
            Command::records_view(request) => answer(self.records_view(&request)),
            Command::records_save(request) => answer(self.records_save(&request)),
            Command::records_pick(_) => answer(self.records_pick()),
            Command::records_confirm(request) => answer(self.records_confirm(&request)),
            Command::journal_retain(request) => answer(match request.remove {
                true => self.retain(request.months),
                false => self.retention(request.months),
            }),
            Command::delivered_pick(_) => answer(self.delivered_pick()),
            Command::report_delivered(request) => answer(self.report_delivered(&request)),
            Command::literacy_add(request) => answer(self.literacy_add(&request).map(|()| Empty {})),
            Command::agreement_get(_) => answer(self.agreement_view()),
            Command::form_get(request) => answer(self.sheet_view(&request)),
            Command::form_answer(request) => answer(self.sheet_answer(&request)),
            Command::form_preview(request) => answer(self.sheet_preview(&request)),
            Command::form_save(request) => answer(self.sheet_save(&request)),
            Command::template_pick(_) => answer(self.template_pick()),
            Command::template_forget(request) => answer(self.template_forget(&request)),
            Command::policy_show(_) => answer(self.policy_show().map(|()| Empty {})),
            Command::policy_acknowledge(_) => answer(self.policy_acknowledge()),
            Command::data_list(_) => done(self.data_view()),
            Command::data_delete(_) => answer(self.delete_data().map(|()| self.data_view())),
            Command::enroll_list(_) => answer(self.enroll_list()),
            Command::enroll_template(_) => done(self.enroll_template_view()),
            Command::enroll_template_pick(_) => answer(self.enroll_template_pick()),
            Command::enroll_template_forget(_) => answer(self.enroll_template_forget()),
            Command::enroll_begin(request) => answer(self.enroll_begin(request.kind, None)),
            Command::enroll_resume(request) => answer(self.enroll_resume(Path::new(&request.folder), None)),
            Command::enroll_delete(request) => answer(self.enroll_delete(Path::new(&request.folder))),
            Command::enroll_get(request) => answer(self.enroll_get(&request.id)),
            Command::enroll_close(request) => {
                self.enroll_close(&request.id);
                done(Empty {})
            }
            Command::enroll_form(request) => answer(self.enroll_form(request)),
            Command::enroll_token(request) => answer(self.enroll_token(&request.id, &request.token)),
            Command::enroll_pin(request) => {
                answer(self.enroll_pin(&request.id, pin(request.old), pin(request.new), request.last_try))
            }
            Command::enroll_puk(request) => {
                answer(self.enroll_puk(&request.id, pin(request.old), pin(request.new), request.last_try))
            }
            Command::enroll_draw_key(request) => answer(self.enroll_draw_key_for(&request.id)),
            Command::enroll_management(request) => {
                answer(self.enroll_management(&request.id, request.old, request.new))
            }
            Command::enroll_confirm(request) => answer(
                SecretName::named(&request.secret)
                    .ok_or(Problem::EnrollNotYet)
                    .and_then(|secret| self.enroll_confirm(&request.id, secret)),
            ),
            Command::enroll_key(request) => {
                let EnrollKeyRequest { id, place, algorithm, secret, confirm, last_try } = request;
                answer(self.enroll_key(&id, &place, &algorithm, secret, &confirm, last_try))
            }
            Command::enroll_request(request) => {
                answer(self.enroll_request(&request.id, pin(request.pin), request.last_try))
            }
            Command::enroll_request_pick(request) => answer(self.enroll_request_picked(&request.id)),
            Command::enroll_package(request) => answer(self.enroll_package(&request.id, request.keep, None)),
            Command::enroll_receive(request) => answer(self.enroll_receive_picked(&request.id)),
            Command::enroll_write(request) => {
                let EnrollWriteRequest { id, secret, confirm, accept_difference, last_try } = request;
                answer(self.enroll_write(&id, secret, &confirm, accept_difference, last_try))
            }
            Command::enroll_check_written(request) => answer(self.enroll_check_written(&request.id)),
            Command::enroll_test(request) => {
                answer(self.enroll_test(&request.id, pin(request.pin), request.last_try))
            }
            Command::enroll_handover(request) => answer(self.enroll_handover(&request.id, None)),
        })
    }
}

fn pin(secret: Secret) -> Pin {
    Pin::new(secret.into_bytes())
}

fn done<T: Serialize>(value: T) -> Value {
    json(&Outcome::Done { value })
}

fn answer<T: Serialize>(result: Result<T, Problem>) -> Value {
    json(&Outcome::from(result.map_err(running::told)))
}

fn json<T: Serialize>(value: &T) -> Value {
    // Views hold strings, numbers and lists only; none of them can fail to become JSON.
    serde_json::to_value(value).unwrap_or(Value::Null)
}
